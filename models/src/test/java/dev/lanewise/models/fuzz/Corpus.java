package dev.lanewise.models.fuzz;

import dev.lanewise.models.image.PngBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Good files of every kind that the readers know. */
final class Corpus {
  private static final List<String> JPEGS =
      List.of(
          "grey",
          "restart",
          "no-jfif",
          "ycc420",
          "ycc420-progressive",
          "ycc444",
          "adobe-cmyk",
          "adobe-ycck");

  private Corpus() {}

  static List<byte[]> of(ReaderTarget target) throws IOException {
    return switch (target) {
      case PNG -> pngs();
      case JPEG -> jpegs();
      case Y4M -> films();
      case WFDB -> records();
      case IDX -> digits();
    };
  }

  private static List<byte[]> pngs() {
    List<byte[]> files = new ArrayList<>();
    for (int colour : new int[] {0, 2, 3, 4, 6}) {
      files.add(PngBuilder.random(9, 7, 8, colour, false, colour));
      files.add(PngBuilder.random(9, 7, 8, colour, true, 100 + colour));
    }
    files.add(PngBuilder.random(17, 3, 1, 0, true, 1));
    files.add(PngBuilder.random(5, 5, 16, 2, false, 2));
    return files;
  }

  private static List<byte[]> jpegs() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String name : JPEGS) {
      String path = "/dev/lanewise/models/image/jpeg/" + name + ".jpg";
      try (InputStream in = Corpus.class.getResourceAsStream(path)) {
        files.add(in.readAllBytes());
      }
    }
    return files;
  }

  private static List<byte[]> films() {
    List<byte[]> files = new ArrayList<>();
    byte[] frame = new byte[3 * 5 * 3];
    for (String format : List.of("420jpeg", "422", "444", "mono")) {
      int size =
          switch (format) {
            case "420jpeg" -> 15 + 2 * 6;
            case "422" -> 15 + 2 * 9;
            case "444" -> 45;
            default -> 15;
          };
      ByteArrayOutputStream film = new ByteArrayOutputStream();
      film.writeBytes(ascii("YUV4MPEG2 W5 H3 F25:1 Ip A1:1 C" + format + " XCOLORRANGE=FULL\n"));
      for (int i = 0; i < 3; i++) {
        film.writeBytes(ascii(i == 1 ? "FRAME Ip\n" : "FRAME\n"));
        film.write(frame, 0, size);
      }
      files.add(film.toByteArray());
    }
    return files;
  }

  private static List<byte[]> records() {
    byte[] samples = new byte[24];
    return List.of(
        pair(
            ascii(
                "record 2 360 4\n"
                    + "record.dat 16+8 200(10)/mV 11 0 0 0 0 MLII\n"
                    + "record.dat 16+8 100/mV 11 0 0 0 0 V 5\n# comment\n"),
            samples),
        pair(ascii("record 1 250/1(0) 16\nrecord.dat 212 200 12 0 0 0 0 I\n"), samples),
        pair(ascii("record 2\nrecord.dat 212\nrecord.dat 212\n"), samples));
  }

  private static List<byte[]> digits() {
    ByteBuffer pictures = ByteBuffer.allocate(16 + 3 * 4 * 5);
    pictures.putInt(0x803).putInt(3).putInt(4).putInt(5);
    ByteBuffer labels = ByteBuffer.allocate(8 + 3);
    labels.putInt(0x801).putInt(3).put(new byte[] {7, 0, 9});
    return List.of(pair(pictures.array(), labels.array()));
  }

  private static byte[] pair(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(ascii(ReaderTarget.NEXT_FILE));
    both.writeBytes(second);
    return both.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A PNG with the checksums that its chunks should have, as far as there are whole ones. */
  static byte[] withCrcs(byte[] png) {
    byte[] file = png.clone();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = 8;
    while (file.length - at >= 12) {
      long length = Integer.toUnsignedLong(bytes.getInt(at));
      if (length > file.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, 4 + (int) length);
      bytes.putInt(at + 8 + (int) length, (int) crc.getValue());
      at += 12 + (int) length;
    }
    return file;
  }
}
