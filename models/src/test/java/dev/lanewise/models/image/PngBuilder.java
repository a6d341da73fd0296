package dev.lanewise.models.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files of any kind, sound ones and others. */
public final class PngBuilder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PngBuilder() {
    out.writeBytes(SIGNATURE);
  }

  /**
   * A sound PNG with random filters, samples, palette and IDAT lengths.
   *
   * @param colourType 0, 2, 3, 4 or 6
   */
  public static byte[] random(
      int width, int height, int depth, int colourType, boolean lace, long seed) {
    Random random = new Random(seed);
    PngHeader header =
        new PngHeader(width, height, depth, PngHeader.Colour.values()[colourType], lace);
    PngBuilder png = new PngBuilder().header(width, height, depth, colourType, lace ? 1 : 0);
    if (colourType == 3) {
      byte[] palette = new byte[3 << depth];
      random.nextBytes(palette);
      png.chunk("PLTE", palette);
    }
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (PngHeader.Pass pass : header.passes()) {
      for (int y = 0; !pass.empty(header) && y < pass.height(header); y++) {
        byte[] row = new byte[header.rowBytes(pass.width(header))];
        random.nextBytes(row);
        rows.write(random.nextInt(5));
        rows.writeBytes(row);
      }
    }
    byte[] data = deflate(rows.toByteArray());
    for (int at = 0; at < data.length; ) {
      int length = Math.min(1 + random.nextInt(200), data.length - at);
      png.chunk("IDAT", Arrays.copyOfRange(data, at, at + length));
      at += length;
    }
    return png.chunk("IEND").bytes();
  }

  static byte[] deflate(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[4096];
    while (!deflater.finished()) {
      out.write(block, 0, deflater.deflate(block));
    }
    deflater.end();
    return out.toByteArray();
  }

  PngBuilder header(int width, int height, int depth, int colourType, int interlace) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colourType).put((byte) 0).put((byte) 0);
    return chunk("IHDR", header.put((byte) interlace).array());
  }

  PngBuilder chunk(String type, byte... data) {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length).put(name);
    out.writeBytes(chunk.put(data).putInt((int) crc.getValue()).array());
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
