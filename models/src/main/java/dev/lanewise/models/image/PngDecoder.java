package dev.lanewise.models.image;

import dev.lanewise.models.image.PngHeader.Colour;
import dev.lanewise.models.image.PngRows.Range;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * PNG of every colour kind and depth, plain or interlaced. Values equal PIL's {@code
 * convert("RGB")}, with one departure: 16-bit grey keeps the high byte, as 16-bit colour does,
 * where PIL clips at 255 and so turns nearly all of such a picture white.
 *
 * <p>Why not javax.imageio: this reads a picture in a cold JVM in half the time or less, loads no
 * AWT, checks every chunk's CRC, and touches no metadata that could be hostile.
 *
 * <p>Source: PNG specification (W3C, third edition), sections 5, 8 and 11.
 */
final class PngDecoder {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int EXIF = 0x65584966;
  private static final int ANCILLARY_BIT = 0x20000000;

  /** Deflate cannot unfold one byte into more than this many (zlib's technical notes). */
  private static final int MOST_INFLATION = 1032;

  private final byte[] file;
  private final ByteBuffer bytes;
  private final String name;
  private final ImageLimits limits;
  private PngHeader header;
  private byte[] palette = {};
  private final List<Range> data = new ArrayList<>();
  private long dataBytes;
  private int orientation = ExifOrientation.UPRIGHT;

  private PngDecoder(byte[] file, String name, ImageLimits limits) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(file);
    this.name = name;
    this.limits = limits;
  }

  static boolean recognises(byte[] file) {
    return file.length >= 8 && ByteBuffer.wrap(file).getLong(0) == SIGNATURE;
  }

  static RgbImage decode(byte[] file, String name, ImageLimits limits) {
    return new PngDecoder(file, name, limits).decode();
  }

  private RgbImage decode() {
    readChunks();
    if (header.colour() == Colour.PALETTE && palette.length == 0) {
      throw new ImageFormatException(name + ": PNG has palette pixels but no PLTE chunk");
    }
    long wanted = header.inflatedBytes();
    if (wanted > MOST_INFLATION * (dataBytes + 1)) {
      throw new ImageFormatException(
          "%s: PNG of %d x %d pixels cannot come from %d bytes of IDAT; the file is damaged"
              .formatted(name, header.width(), header.height(), dataBytes));
    }
    try (PngRows rows = new PngRows(file, name, data, Math.max(1, header.bitsPerPixel() / 8))) {
      RgbImage stored = new PngPixels(header, palette, name).unpack(rows);
      return ExifOrientation.apply(stored, orientation);
    }
  }

  private void readChunks() {
    int at = 8;
    int type;
    do {
      int left = file.length - at;
      long length = left < CHUNK_OVERHEAD ? 0 : Integer.toUnsignedLong(bytes.getInt(at));
      if (CHUNK_OVERHEAD + length > left) {
        throw new ImageFormatException(
            "%s: PNG is cut off at byte %d within the chunk that begins at byte %d"
                .formatted(name, file.length, at));
      }
      type = bytes.getInt(at + 4);
      checkCrc(at, (int) length);
      readChunk(type, at + 8, (int) length);
      at += CHUNK_OVERHEAD + (int) length;
    } while (type != IEND);
  }

  private void checkCrc(int at, int length) {
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, 4 + length);
    if ((int) crc.getValue() != bytes.getInt(at + 8 + length)) {
      throw new ImageFormatException(
          "%s: PNG chunk %s at byte %d fails its checksum; the file is damaged"
              .formatted(name, typeName(at), at));
    }
  }

  private void readChunk(int type, int from, int length) {
    if ((header == null) != (type == IHDR)) {
      throw new ImageFormatException(name + ": PNG must begin with one IHDR chunk, and only one");
    }
    switch (type) {
      case IHDR -> header = readHeader(from, length);
      case PLTE -> palette = readPalette(from, length);
      case IDAT -> {
        data.add(new Range(from, length));
        dataBytes += length;
      }
      case EXIF -> orientation = ExifOrientation.read(file, from, from + length);
      case IEND -> {}
      default -> {
        if ((type & ANCILLARY_BIT) == 0) {
          throw new ImageFormatException(
              "%s: PNG needs the unknown chunk %s; save it as an ordinary PNG"
                  .formatted(name, typeName(from - 8)));
        }
      }
    }
  }

  private PngHeader readHeader(int from, int length) {
    if (length != 13) {
      throw new ImageFormatException(name + ": PNG header has %d bytes, not 13".formatted(length));
    }
    int width = bytes.getInt(from);
    int height = bytes.getInt(from + 4);
    int depth = file[from + 8];
    int colourType = file[from + 9] & 0xff;
    int interlace = file[from + 12];
    limits.check(name, Integer.toUnsignedLong(width), Integer.toUnsignedLong(height));
    if (colourType >= Colour.values().length || !Colour.values()[colourType].allows(depth)) {
      throw new ImageFormatException(
          "%s: PNG has colour type %d with %d bits per sample, which the format does not define"
              .formatted(name, colourType, depth));
    }
    if (file[from + 10] != 0 || file[from + 11] != 0 || interlace < 0 || interlace > 1) {
      throw new ImageFormatException(
          name + ": PNG uses an undefined compression, filter or interlace method");
    }
    return new PngHeader(width, height, depth, Colour.values()[colourType], interlace == 1);
  }

  private byte[] readPalette(int from, int length) {
    if (length == 0 || length % 3 != 0 || length > 3 * 256) {
      throw new ImageFormatException(
          "%s: PNG palette has %d bytes, expected 3 for each of 1 to 256 colours"
              .formatted(name, length));
    }
    return Arrays.copyOfRange(file, from, from + length);
  }

  private String typeName(int chunk) {
    String type = new String(file, chunk + 4, 4, StandardCharsets.ISO_8859_1);
    return type.chars().allMatch(Character::isLetter)
        ? type
        : "0x%08x".formatted(bytes.getInt(chunk + 4));
  }
}
