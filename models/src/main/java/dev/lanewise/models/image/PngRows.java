package dev.lanewise.models.image;

import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The rows of a PNG: its IDAT chunks joined, inflated and with the row filters undone. Rows are
 * inflated one at a time, so a small file can never unfold into more than one row beyond the
 * picture. One thread; {@link #close} frees the inflater.
 *
 * <p>Source: PNG specification (W3C, third edition), sections 9 and 10.
 */
final class PngRows implements AutoCloseable {
  /** Bytes {@code [from, from + length)} of the file. */
  record Range(int from, int length) {}

  private final byte[] file;
  private final String name;
  private final List<Range> data;
  private final int pixelBytes;
  private final Inflater inflater = new Inflater();
  private int nextRange;
  private byte[] row = new byte[0];
  private byte[] above = new byte[0];

  /**
   * @param data the contents of the IDAT chunks in order
   * @param pixelBytes whole bytes per pixel, at least 1: the distance of the filters' left
   *     neighbour
   */
  PngRows(byte[] file, String name, List<Range> data, int pixelBytes) {
    this.file = file;
    this.name = name;
    this.data = data;
    this.pixelBytes = pixelBytes;
  }

  /** Begins a pass of rows of {@code bytes} bytes; above its first row lie zeros. */
  void startPass(int bytes) {
    row = new byte[1 + bytes];
    above = new byte[1 + bytes];
  }

  /** The next row: byte 0 is the filter's, samples begin at 1. Valid until the next call. */
  byte[] next() {
    byte[] free = above;
    above = row;
    row = free;
    inflate(row);
    switch (row[0]) {
      case 0 -> {}
      case 1 -> left(row, pixelBytes);
      case 2 -> up(row, above);
      case 3 -> average(row, above, pixelBytes);
      case 4 -> paeth(row, above, pixelBytes);
      default ->
          throw new ImageFormatException(
              "%s: PNG row filter is %d, expected 0 to 4; the file is damaged"
                  .formatted(name, row[0] & 0xff));
    }
    return row;
  }

  private void inflate(byte[] to) {
    int done = 0;
    try {
      while (done < to.length) {
        int more = inflater.inflate(to, done, to.length - done);
        done += more;
        if (more == 0 && !feed()) {
          throw new ImageFormatException(
              name + ": PNG pixel data ends before the last row; the file is damaged");
        }
      }
    } catch (DataFormatException e) {
      throw new ImageFormatException(
          "%s: PNG pixel data is not valid zlib data (%s); the file is damaged"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** Hands the inflater the next chunk; false if it wants none or there is none. */
  private boolean feed() {
    if (!inflater.needsInput() || inflater.finished() || nextRange == data.size()) {
      return false;
    }
    Range range = data.get(nextRange++);
    inflater.setInput(file, range.from, range.length);
    return true;
  }

  private static void left(byte[] row, int pixelBytes) {
    for (int i = 1 + pixelBytes; i < row.length; i++) {
      row[i] += row[i - pixelBytes];
    }
  }

  private static void up(byte[] row, byte[] above) {
    for (int i = 1; i < row.length; i++) {
      row[i] += above[i];
    }
  }

  private static void average(byte[] row, byte[] above, int pixelBytes) {
    for (int i = 1; i < row.length; i++) {
      int left = i > pixelBytes ? row[i - pixelBytes] & 0xff : 0;
      row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
    }
  }

  private static void paeth(byte[] row, byte[] above, int pixelBytes) {
    for (int i = 1; i < Math.min(1 + pixelBytes, row.length); i++) {
      row[i] += above[i];
    }
    for (int i = 1 + pixelBytes; i < row.length; i++) {
      int left = row[i - pixelBytes] & 0xff;
      int up = above[i] & 0xff;
      int corner = above[i - pixelBytes] & 0xff;
      int byLeft = Math.abs(up - corner);
      int byUp = Math.abs(left - corner);
      int byCorner = Math.abs(left + up - 2 * corner);
      int nearest = byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
      row[i] += (byte) nearest;
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
