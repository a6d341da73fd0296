package dev.lanewise.models.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes pictures as PNG files: colour, grey, or numbers with a palette.
 *
 * <p>Source: the PNG specification, third edition (W3C). One image-data chunk, no interlacing.
 */
public final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int INDEXED = 3;
  private static final byte FILTER_NONE = 0;
  private static final byte FILTER_SUB = 1;

  private PngEncoder() {}

  /** A colour picture as the bytes of a file. */
  public static byte[] rgb(RgbImage image) {
    return encode(RGB, image.width(), image.height(), image.samples(), new byte[0]);
  }

  /**
   * A grey picture as the bytes of a file.
   *
   * @param samples {@code width * height} bytes, row by row; 0 is black
   */
  public static byte[] grey(int width, int height, byte[] samples) {
    return encode(GREY, width, height, samples, new byte[0]);
  }

  /**
   * A picture of small numbers, such as classes, each shown in the colour of a palette. Programs
   * can read the numbers back: they are the samples of the file.
   *
   * @param samples {@code width * height} bytes, row by row; each below the length of the palette
   * @param palette 1 to 256 colours as {@code 0xRRGGBB}
   */
  public static byte[] indexed(int width, int height, byte[] samples, int[] palette) {
    if (palette.length < 1 || palette.length > 256) {
      throw new IllegalArgumentException("a palette has 1 to 256 colours, not " + palette.length);
    }
    for (byte sample : samples) {
      if ((sample & 0xff) >= palette.length) {
        throw new IllegalArgumentException(
            "sample %d has no colour among %d".formatted(sample & 0xff, palette.length));
      }
    }
    byte[] colours = new byte[3 * palette.length];
    for (int i = 0; i < palette.length; i++) {
      colours[3 * i] = (byte) (palette[i] >> 16);
      colours[3 * i + 1] = (byte) (palette[i] >> 8);
      colours[3 * i + 2] = (byte) palette[i];
    }
    return encode(INDEXED, width, height, samples, colours);
  }

  private static byte[] encode(int type, int width, int height, byte[] samples, byte[] palette) {
    int perPixel = type == RGB ? 3 : 1;
    if (width < 1 || height < 1 || samples.length != (long) perPixel * width * height) {
      throw new IllegalArgumentException(
          "a picture of %d x %d with %d bytes a pixel cannot have %d bytes"
              .formatted(width, height, perPixel, samples.length));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(out, "IHDR", header.put((byte) 8).put((byte) type).array());
    if (palette.length > 0) {
      chunk(out, "PLTE", palette);
    }
    chunk(out, "IDAT", deflate(samples, perPixel * width, type == RGB ? perPixel : 0));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] content) {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(type);
    crc.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(type);
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /**
   * Compresses rows.
   *
   * @param back how many bytes in front the sample lies that each one is stored relative to; 0 for
   *     none
   */
  private static byte[] deflate(byte[] samples, int rowBytes, int back) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] row = new byte[rowBytes + 1];
    byte[] buffer = new byte[1 << 14];
    try (Deflater deflater = new Deflater()) {
      for (int from = 0; from < samples.length; from += rowBytes) {
        row[0] = back > 0 ? FILTER_SUB : FILTER_NONE;
        for (int i = 0; i < rowBytes; i++) {
          int left = back > 0 && i >= back ? samples[from + i - back] : 0;
          row[i + 1] = (byte) (samples[from + i] - left);
        }
        deflater.setInput(row);
        drain(deflater, buffer, out);
      }
      deflater.finish();
      drain(deflater, buffer, out);
    }
    return out.toByteArray();
  }

  private static void drain(Deflater deflater, byte[] buffer, ByteArrayOutputStream out) {
    int count;
    while ((count = deflater.deflate(buffer)) > 0) {
      out.write(buffer, 0, count);
    }
  }
}
