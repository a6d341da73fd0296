package dev.lanewise.models.image;

import dev.lanewise.models.image.PngHeader.Pass;

/**
 * Unpacks rows of PNG samples into interleaved 8-bit RGB. Alpha and transparent colours are
 * dropped; of 16-bit samples the high byte stays.
 */
final class PngPixels {
  private final PngHeader header;
  private final byte[] palette;
  private final String name;
  private final byte[] rgb;

  /**
   * @param palette R, G, B of each entry; empty unless the colour kind is PALETTE
   */
  PngPixels(PngHeader header, byte[] palette, String name) {
    this.header = header;
    this.palette = palette;
    this.name = name;
    this.rgb = new byte[3 * header.width() * header.height()];
  }

  /** Unpacks all passes. */
  RgbImage unpack(PngRows rows) {
    for (Pass pass : header.passes()) {
      if (pass.empty(header)) {
        continue;
      }
      int pixels = pass.width(header);
      rows.startPass(header.rowBytes(pixels));
      for (int i = 0; i < pass.height(header); i++) {
        int to = 3 * ((pass.y() + i * pass.stepY()) * header.width() + pass.x());
        unpackRow(rows.next(), pixels, to, 3 * pass.stepX());
      }
    }
    return RgbImage.wrap(header.width(), header.height(), rgb);
  }

  /** Writes {@code pixels} pixels at {@code to}, {@code to + step}, ... */
  private void unpackRow(byte[] row, int pixels, int to, int step) {
    if (header.bitsPerPixel() == 24 && step == 3) {
      System.arraycopy(row, 1, rgb, to, 3 * pixels);
      return;
    }
    switch (header.colour()) {
      case RGB, RGB_ALPHA -> colourRow(row, pixels, to, step);
      case PALETTE -> paletteRow(row, pixels, to, step);
      default -> greyRow(row, pixels, to, step);
    }
  }

  private void colourRow(byte[] row, int pixels, int to, int step) {
    int sampleBytes = header.depth() / 8;
    int pixelBytes = header.bitsPerPixel() / 8;
    for (int i = 0, from = 1; i < pixels; i++, from += pixelBytes, to += step) {
      rgb[to] = row[from];
      rgb[to + 1] = row[from + sampleBytes];
      rgb[to + 2] = row[from + 2 * sampleBytes];
    }
  }

  private void greyRow(byte[] row, int pixels, int to, int step) {
    int depth = header.depth();
    int pixelBytes = header.bitsPerPixel() / 8;
    int stretch = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
    for (int i = 0; i < pixels; i++, to += step) {
      byte grey = depth < 8 ? (byte) (stretch * bits(row, i)) : row[1 + i * pixelBytes];
      rgb[to] = grey;
      rgb[to + 1] = grey;
      rgb[to + 2] = grey;
    }
  }

  private void paletteRow(byte[] row, int pixels, int to, int step) {
    for (int i = 0; i < pixels; i++, to += step) {
      int entry = header.depth() < 8 ? bits(row, i) : row[1 + i] & 0xff;
      if (3 * entry >= palette.length) {
        throw new ImageFormatException(
            "%s: PNG pixel wants palette entry %d, but the palette has %d; the file is damaged"
                .formatted(name, entry, palette.length / 3));
      }
      rgb[to] = palette[3 * entry];
      rgb[to + 1] = palette[3 * entry + 1];
      rgb[to + 2] = palette[3 * entry + 2];
    }
  }

  /** Sample {@code i} of a row of 1, 2 or 4-bit samples; the leftmost has the highest bits. */
  private int bits(byte[] row, int i) {
    int depth = header.depth();
    int bit = i * depth;
    return row[1 + (bit >> 3)] >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
  }
}
