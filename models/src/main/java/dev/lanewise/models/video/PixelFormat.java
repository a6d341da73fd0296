package dev.lanewise.models.video;

import dev.lanewise.models.image.RgbImage;
import java.util.Locale;

/** How the pixels of an uncompressed frame lie in memory. */
public enum PixelFormat {
  /** Red, green, blue of each pixel. */
  RGB24,
  /** Blue, green, red of each pixel. */
  BGR24,
  /** One byte of grey, 0 to 255. */
  GRAY,
  /** A plane of luma, then planes of U and V with half the rows and columns, limited range. */
  YUV420P,
  /** A plane of luma, then planes of U and V with half the columns, limited range. */
  YUV422P,
  /** Planes of luma, U and V, limited range. */
  YUV444P;

  /** The name in lower case, as other programs have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of a frame. */
  long frameBytes(int width, int height) {
    long pixels = (long) width * height;
    return switch (this) {
      case RGB24, BGR24, YUV444P -> 3 * pixels;
      case GRAY -> pixels;
      case YUV420P, YUV422P -> pixels + 2 * ((long) chromaWidth(width) * chromaHeight(height));
    };
  }

  private int chromaWidth(int width) {
    return this == YUV444P ? width : Math.ceilDiv(width, 2);
  }

  private int chromaHeight(int height) {
    return this == YUV420P ? Math.ceilDiv(height, 2) : height;
  }

  /** A frame as a picture. */
  RgbImage picture(byte[] frame, int width, int height, YuvColours colours) {
    byte[] rgb = new byte[3 * width * height];
    switch (this) {
      case RGB24 -> System.arraycopy(frame, 0, rgb, 0, rgb.length);
      case BGR24 -> {
        for (int i = 0; i < rgb.length; i += 3) {
          rgb[i] = frame[i + 2];
          rgb[i + 1] = frame[i + 1];
          rgb[i + 2] = frame[i];
        }
      }
      case GRAY -> {
        for (int i = 0; i < width * height; i++) {
          colours.write(frame[i] & 0xff, 128, 128, rgb, 3 * i);
        }
      }
      case YUV420P, YUV422P, YUV444P -> planes(frame, width, height, colours, rgb);
    }
    return RgbImage.of(width, height, rgb);
  }

  private void planes(byte[] frame, int width, int height, YuvColours colours, byte[] rgb) {
    int chromaWidth = chromaWidth(width);
    int half = this == YUV444P ? 0 : 1;
    int halfRows = this == YUV420P ? 1 : 0;
    int u = width * height;
    int v = u + chromaWidth * chromaHeight(height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int chroma = (y >> halfRows) * chromaWidth + (x >> half);
        int at = y * width + x;
        colours.write(
            frame[at] & 0xff, frame[u + chroma] & 0xff, frame[v + chroma] & 0xff, rgb, 3 * at);
      }
    }
  }
}
