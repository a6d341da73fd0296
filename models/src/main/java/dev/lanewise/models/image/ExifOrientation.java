package dev.lanewise.models.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How the camera was held, from the Orientation tag of an Exif block, and the turn that puts the
 * picture upright. Exif is a TIFF file in small: a byte order mark, then directories of 12-byte
 * entries; the tag stands in the first one.
 *
 * <p>Source: Exif 2.32 (CIPA DC-008), sections 4.5 and 4.6.4. A block that makes no sense counts as
 * upright, as in PIL: the pixels are sound without it.
 */
final class ExifOrientation {
  /** Rows from top to bottom, columns from left to right: nothing to do. */
  static final int UPRIGHT = 1;

  private static final int TAG_ORIENTATION = 0x0112;
  private static final int TYPE_SHORT = 3;
  private static final int TYPE_LONG = 4;
  private static final int ENTRY_BYTES = 12;

  private ExifOrientation() {}

  /**
   * Reads the tag from the TIFF structure at {@code file[from, to)}.
   *
   * @return 1 to 8; {@link #UPRIGHT} where the tag is missing or broken
   */
  static int read(byte[] file, int from, int to) {
    ByteBuffer tiff = ByteBuffer.wrap(file, from, to - from).slice();
    if (tiff.limit() < 8) {
      return UPRIGHT;
    }
    switch (tiff.getInt(0)) {
      case 0x49492a00 -> tiff.order(ByteOrder.LITTLE_ENDIAN);
      case 0x4d4d002a -> tiff.order(ByteOrder.BIG_ENDIAN);
      default -> {
        return UPRIGHT;
      }
    }
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory + 2 > tiff.limit()) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    int at = (int) directory + 2;
    for (int i = 0; i < entries && at + ENTRY_BYTES <= tiff.limit(); i++, at += ENTRY_BYTES) {
      if (Short.toUnsignedInt(tiff.getShort(at)) == TAG_ORIENTATION) {
        return value(tiff, at);
      }
    }
    return UPRIGHT;
  }

  private static int value(ByteBuffer tiff, int entry) {
    int value =
        switch (tiff.getShort(entry + 2)) {
          case TYPE_SHORT -> tiff.getShort(entry + 8);
          case TYPE_LONG -> tiff.getInt(entry + 8);
          default -> UPRIGHT;
        };
    return tiff.getInt(entry + 4) == 1 && value >= 1 && value <= 8 ? value : UPRIGHT;
  }

  /**
   * Turns and mirrors the picture upright; 5 to 8 swap width and height.
   *
   * @param orientation 1 to 8
   */
  static RgbImage apply(RgbImage image, int orientation) {
    if (orientation == UPRIGHT) {
      return image;
    }
    int width = image.width();
    int height = image.height();
    boolean swapped = orientation >= 5;
    // Source column = mirrored or plain x (or y when swapped); the same for the source row.
    boolean mirrorColumn =
        switch (orientation) {
          case 2, 3, 7, 8 -> true;
          default -> false;
        };
    boolean mirrorRow =
        switch (orientation) {
          case 3, 4, 6, 7 -> true;
          default -> false;
        };
    int outWidth = swapped ? height : width;
    int outHeight = swapped ? width : height;
    byte[] in = image.samples();
    byte[] out = new byte[in.length];
    int to = 0;
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        int column = swapped ? y : x;
        int row = swapped ? x : y;
        column = mirrorColumn ? width - 1 - column : column;
        row = mirrorRow ? height - 1 - row : row;
        int from = 3 * (row * width + column);
        out[to++] = in[from];
        out[to++] = in[from + 1];
        out[to++] = in[from + 2];
      }
    }
    return RgbImage.wrap(outWidth, outHeight, out);
  }
}
