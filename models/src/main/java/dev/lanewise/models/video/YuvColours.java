package dev.lanewise.models.video;

/**
 * From luma and chroma to red, green and blue.
 *
 * <p>Source: ITU-R BT.601. With limited range (the usual one), luma is 16 to 235 and chroma 16 to
 * 240:
 *
 * <pre>
 *   R = 1.164 (Y - 16) + 1.596 (V - 128)
 *   G = 1.164 (Y - 16) - 0.392 (U - 128) - 0.813 (V - 128)
 *   B = 1.164 (Y - 16) + 2.017 (U - 128)
 * </pre>
 *
 * <p>With full range (JPEG's) all are 0 to 255:
 *
 * <pre>
 *   R = Y + 1.402 (V - 128)
 *   G = Y - 0.344 (U - 128) - 0.714 (V - 128)
 *   B = Y + 1.772 (U - 128)
 * </pre>
 *
 * <p>Computed in 16-bit fixed point, rounded and clipped to 0 to 255.
 */
enum YuvColours {
  LIMITED(16, 255.0 / 219, 255.0 / 224),
  FULL(0, 1, 1);

  private static final int HALF = 1 << 15;

  private final int black;
  private final int luma;
  private final int redOfV;
  private final int greenOfU;
  private final int greenOfV;
  private final int blueOfU;

  YuvColours(int black, double lumaScale, double chromaScale) {
    this.black = black;
    luma = fixed(lumaScale);
    redOfV = fixed(1.402 * chromaScale);
    greenOfU = fixed(-0.344136 * chromaScale);
    greenOfV = fixed(-0.714136 * chromaScale);
    blueOfU = fixed(1.772 * chromaScale);
  }

  private static int fixed(double factor) {
    return (int) Math.round(factor * (1 << 16));
  }

  /** Writes red, green and blue of one pixel; samples are 0 to 255. */
  void write(int y, int u, int v, byte[] rgb, int at) {
    int bright = luma * (y - black) + HALF;
    rgb[at] = clip(bright + redOfV * (v - 128));
    rgb[at + 1] = clip(bright + greenOfU * (u - 128) + greenOfV * (v - 128));
    rgb[at + 2] = clip(bright + blueOfU * (u - 128));
  }

  private static byte clip(int fixed) {
    int level = fixed >> 16;
    return (byte) (level < 0 ? 0 : level > 255 ? 255 : level);
  }
}
