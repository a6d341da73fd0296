package dev.lanewise.models.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the {@link JpegStructure} of a file by walking its markers from SOI to EOI. A file with a
 * hole in its structure, or without EOI, is refused here.
 *
 * <p>Source: ITU-T T.81, annex B; T.871 for JFIF; the Adobe segment as libjpeg reads it.
 */
final class JpegMarkers {
  /** Real progressive files have about ten; each costs a pass over all coefficients. */
  private static final int MOST_SCANS = 256;

  private static final int SOF0 = 0xc0;
  private static final int SOF1 = 0xc1;
  private static final int SOF2 = 0xc2;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.ISO_8859_1);

  private final byte[] file;
  private final String name;
  private final ByteArrayOutputStream essence;
  private int scans;
  private int width;
  private int height;
  private byte[] componentIds;
  private boolean jfif;
  private int adobeTransform = JpegStructure.NO_ADOBE;
  private boolean exifSeen;
  private int orientation = ExifOrientation.UPRIGHT;

  private JpegMarkers(byte[] file, String name) {
    this.file = file;
    this.name = name;
    this.essence = new ByteArrayOutputStream(file.length);
  }

  static boolean recognises(byte[] file) {
    return file.length >= 3
        && (file[0] & 0xff) == 0xff
        && (file[1] & 0xff) == SOI
        && (file[2] & 0xff) == 0xff;
  }

  static JpegStructure read(byte[] file, String name) {
    JpegMarkers markers = new JpegMarkers(file, name);
    markers.walk();
    return new JpegStructure(
        markers.width,
        markers.height,
        markers.componentIds,
        markers.jfif,
        markers.adobeTransform,
        markers.orientation,
        markers.essence.toByteArray());
  }

  private void walk() {
    essence.write(file, 0, 2);
    int at = 2;
    int marker;
    while ((marker = u8(at + 1)) != EOI || u8(at) != 0xff) {
      if (u8(at) != 0xff) {
        throw new ImageFormatException(
            "%s: JPEG has 0x%02x at byte %d, expected a marker; the file is damaged"
                .formatted(name, u8(at), at));
      }
      if (marker == 0xff) {
        at++; // fill byte in front of a marker
        continue;
      }
      int end = at + 2 + segmentLength(at + 2);
      readSegment(marker, at + 4, end);
      if (marker == SOS) {
        end = endOfScan(end);
      }
      if (marker != COM && (marker < APP0 || marker > APP15)) {
        essence.write(file, at, end - at);
      }
      at = end;
    }
    essence.write(file, at, 2);
    if (componentIds == null || scans == 0) {
      throw new ImageFormatException(name + ": JPEG holds no picture; the file is damaged");
    }
  }

  /** The length that stands at {@code at}, which includes its own two bytes. */
  private int segmentLength(int at) {
    int length = u8(at) << 8 | u8(at + 1);
    if (length < 2) {
      throw new ImageFormatException(
          "%s: JPEG segment at byte %d has length %d, expected 2 or more; the file is damaged"
              .formatted(name, at, length));
    }
    if (length > file.length - at) {
      throw cutOff();
    }
    return length;
  }

  private void readSegment(int marker, int from, int end) {
    switch (marker) {
      case SOF0, SOF1, SOF2 -> readFrame(from, end);
      case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf ->
          throw new ImageFormatException(
              "%s: JPEG is of the lossless, hierarchical or arithmetic kind (marker 0x%02x);"
                      .formatted(name, marker)
                  + " save it as a baseline or progressive JPEG or as PNG");
      case APP0 -> jfif |= startsWith(JFIF, from, end) && end - from >= 14;
      case APP1 -> {
        if (!exifSeen && startsWith(EXIF, from, end)) {
          exifSeen = true;
          orientation = ExifOrientation.read(file, from + EXIF.length, end);
        }
      }
      case APP14 -> {
        if (startsWith(ADOBE, from, end) && end - from >= 12) {
          adobeTransform = file[from + 11] & 0xff;
        }
      }
      case SOS -> {
        if (++scans > MOST_SCANS) {
          throw new ImageFormatException(
              "%s: JPEG has more than %d scans; save it as a baseline JPEG"
                  .formatted(name, MOST_SCANS));
        }
      }
      default -> {}
    }
  }

  private void readFrame(int from, int end) {
    if (componentIds != null) {
      throw new ImageFormatException(name + ": JPEG has two frame headers; the file is damaged");
    }
    int count = end - from < 6 ? 0 : u8(from + 5);
    if (count == 0 || end - from != 6 + 3 * count) {
      throw new ImageFormatException(name + ": JPEG frame header is damaged");
    }
    if (u8(from) != 8 || count == 2 || count > 4) {
      throw new ImageFormatException(
          "%s: JPEG has %d components of %d bits, expected 1, 3 or 4 of 8 bits; save it as PNG"
              .formatted(name, count, u8(from)));
    }
    height = u8(from + 1) << 8 | u8(from + 2);
    width = u8(from + 3) << 8 | u8(from + 4);
    componentIds = new byte[count];
    for (int i = 0; i < count; i++) {
      componentIds[i] = file[from + 6 + 3 * i];
    }
  }

  /** The first marker behind the entropy-coded data from {@code at} that is not RST or stuffing. */
  private int endOfScan(int at) {
    int last = file.length - 1;
    for (int i = at; i < last; i++) {
      if (file[i] == (byte) 0xff) {
        int next = file[i + 1] & 0xff;
        if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
          return i;
        }
      }
    }
    throw cutOff();
  }

  private boolean startsWith(byte[] tag, int from, int end) {
    return end - from >= tag.length
        && Arrays.equals(file, from, from + tag.length, tag, 0, tag.length);
  }

  private int u8(int at) {
    if (at >= file.length) {
      throw cutOff();
    }
    return file[at] & 0xff;
  }

  private ImageFormatException cutOff() {
    return new ImageFormatException(
        "%s: JPEG is cut off: it ends at byte %d without an end marker"
            .formatted(name, file.length));
  }
}
