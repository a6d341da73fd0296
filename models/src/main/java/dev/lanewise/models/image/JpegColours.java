package dev.lanewise.models.image;

/**
 * JPEG components to RGB, with libjpeg's 16-bit fixed-point arithmetic.
 *
 * <p>Source: libjpeg's jdcolor.c; PIL's JpegImagePlugin (all four-component files count as
 * inverted) and Convert.c (CMYK to RGB).
 */
final class JpegColours {
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);
  private static final int RED_CR = fixed(1.40200);
  private static final int GREEN_CR = fixed(0.71414);
  private static final int GREEN_CB = fixed(0.34414);
  private static final int BLUE_CB = fixed(1.77200);

  private JpegColours() {}

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  static byte[] fromGrey(byte[] grey, int pixels) {
    byte[] rgb = new byte[3 * pixels];
    for (int i = 0, to = 0; i < pixels; i++) {
      rgb[to++] = grey[i];
      rgb[to++] = grey[i];
      rgb[to++] = grey[i];
    }
    return rgb;
  }

  /** Turns Y, Cb, Cr into R, G, B in place, for pixels {@code step} bytes apart. */
  static void fromYcc(byte[] samples, int step) {
    for (int at = 0; at < samples.length; at += step) {
      int y = samples[at] & 0xff;
      int cb = (samples[at + 1] & 0xff) - 128;
      int cr = (samples[at + 2] & 0xff) - 128;
      samples[at] = clamp(y + (RED_CR * cr + HALF >> BITS));
      samples[at + 1] = clamp(y + (-GREEN_CB * cb - GREEN_CR * cr + HALF >> BITS));
      samples[at + 2] = clamp(y + (BLUE_CB * cb + HALF >> BITS));
    }
  }

  /** Turns Y, Cb, Cr, K into C, M, Y, K in place: the first three are the complement of RGB. */
  static void fromYcck(byte[] samples) {
    fromYcc(samples, 4);
    for (int at = 0; at < samples.length; at += 4) {
      samples[at] = (byte) ~samples[at];
      samples[at + 1] = (byte) ~samples[at + 1];
      samples[at + 2] = (byte) ~samples[at + 2];
    }
  }

  /** RGB from C, M, Y, K that are stored as 255 for no ink, as Adobe writes them. */
  static byte[] fromInvertedCmyk(byte[] cmyk, int pixels) {
    byte[] rgb = new byte[3 * pixels];
    for (int i = 0, from = 0, to = 0; i < pixels; i++, from += 4) {
      int white = cmyk[from + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        int ink = 255 - (cmyk[from + c] & 0xff);
        rgb[to++] = clamp(white - multiply(ink, white));
      }
    }
    return rgb;
  }

  /** {@code a * b / 255}, rounded. */
  private static int multiply(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }

  private static byte clamp(int value) {
    return (byte) (value < 0 ? 0 : value > 255 ? 255 : value);
  }
}
