package dev.lanewise.models.image;

/**
 * The IHDR chunk of a PNG: size, sample depth and how a pixel is stored.
 *
 * @param width pixels per row
 * @param height rows
 * @param depth bits per sample: 1, 2, 4, 8 or 16
 * @param colour one of the five pixel kinds
 * @param interlaced whether the rows come in the seven passes of Adam7
 */
record PngHeader(int width, int height, int depth, Colour colour, boolean interlaced) {

  /** Kinds of pixel with their samples per pixel, at the ordinal of PNG's colour type. */
  enum Colour {
    GREY(1),
    UNUSED_1(0),
    RGB(3),
    PALETTE(1),
    GREY_ALPHA(2),
    UNUSED_5(0),
    RGB_ALPHA(4);

    final int samples;

    Colour(int samples) {
      this.samples = samples;
    }

    boolean allows(int depth) {
      return switch (this) {
        case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
        case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
        case RGB, GREY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
        case UNUSED_1, UNUSED_5 -> false;
      };
    }
  }

  /** A sub-picture: its first pixel and the steps between its pixels. */
  record Pass(int x, int y, int stepX, int stepY) {
    int width(PngHeader header) {
      return Math.ceilDiv(header.width - x, stepX);
    }

    int height(PngHeader header) {
      return Math.ceilDiv(header.height - y, stepY);
    }

    boolean empty(PngHeader header) {
      return width(header) <= 0 || height(header) <= 0;
    }
  }

  private static final Pass[] WHOLE = {new Pass(0, 0, 1, 1)};
  private static final Pass[] ADAM7 = {
    new Pass(0, 0, 8, 8),
    new Pass(4, 0, 8, 8),
    new Pass(0, 4, 4, 8),
    new Pass(2, 0, 4, 4),
    new Pass(0, 2, 2, 4),
    new Pass(1, 0, 2, 2),
    new Pass(0, 1, 1, 2)
  };

  /** The passes in file order; one for a picture that is not interlaced. */
  Pass[] passes() {
    return interlaced ? ADAM7 : WHOLE;
  }

  int bitsPerPixel() {
    return depth * colour.samples;
  }

  /** Bytes of a row of {@code pixels} pixels, without the filter byte in front. */
  int rowBytes(int pixels) {
    return (int) (((long) pixels * bitsPerPixel() + 7) / 8);
  }

  /** Bytes of all rows of all passes with their filter bytes: what the zlib stream must hold. */
  long inflatedBytes() {
    long bytes = 0;
    for (Pass pass : passes()) {
      if (!pass.empty(this)) {
        bytes += (1L + rowBytes(pass.width(this))) * pass.height(this);
      }
    }
    return bytes;
  }
}
