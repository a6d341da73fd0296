package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExifOrientationTest {
  // A 3 x 2 picture of the pixels 1 to 6; each row of digits is a row of the upright picture.
  @ParameterizedTest
  @CsvSource({
    "1, 123 456",
    "2, 321 654",
    "3, 654 321",
    "4, 456 123",
    "5, 14 25 36",
    "6, 41 52 63",
    "7, 63 52 41",
    "8, 36 25 14"
  })
  void turnsUpright(int orientation, String expected) {
    byte[] samples = new byte[18];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (1 + i / 3);
    }
    RgbImage upright = ExifOrientation.apply(RgbImage.of(3, 2, samples), orientation);
    StringBuilder digits = new StringBuilder();
    for (int y = 0; y < upright.height(); y++) {
      digits.append(y == 0 ? "" : " ");
      for (int x = 0; x < upright.width(); x++) {
        digits.append(upright.rgb(x, y) & 0xff);
      }
    }
    assertEquals(expected, digits.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "1, true", "2, true", "3, true", "4, true", "5, true", "6, true", "7, true", "8, true",
    "1, false", "2, false", "3, false", "4, false", "5, false", "6, false", "7, false", "8, false"
  })
  void jpegAndPngCarryIt(int orientation, boolean littleEndian) {
    byte[] tiff = tiff(orientation, littleEndian);
    byte[] jpeg = Pictures.resource("jpeg/ycc420.jpg");
    RgbImage stored = ImageDecoder.decode(jpeg, "stored.jpg");
    RgbImage expected = ExifOrientation.apply(stored, orientation);
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.writeBytes("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
    segment.writeBytes(tiff);
    byte[] tagged = JpegDecoderTest.withSegment(jpeg, 0xe1, segment.toByteArray());
    assertEquals(expected, ImageDecoder.decode(tagged, "tagged.jpg"));

    byte[] rows = new byte[(1 + 3 * stored.width()) * stored.height()];
    for (int y = 0; y < stored.height(); y++) {
      System.arraycopy(
          stored.samples(),
          3 * stored.width() * y,
          rows,
          (1 + 3 * stored.width()) * y + 1,
          3 * stored.width());
    }
    byte[] png =
        new PngBuilder()
            .header(stored.width(), stored.height(), 8, 2, 0)
            .chunk("eXIf", tiff)
            .chunk("IDAT", PngBuilder.deflate(rows))
            .chunk("IEND")
            .bytes();
    assertEquals(expected, ImageDecoder.decode(png, "tagged.png"));
  }

  @Test
  void nonsenseCountsAsUpright() {
    byte[] sound = tiff(6, true);
    assertEquals(6, ExifOrientation.read(sound, 0, sound.length));
    for (int length = 0; length < 32; length++) {
      ExifOrientation.read(sound, 0, length);
    }
    assertEquals(1, ExifOrientation.read(sound, 0, 21));
    assertEquals(1, ExifOrientation.read(tiff(0, true), 0, sound.length));
    assertEquals(1, ExifOrientation.read(tiff(9, false), 0, sound.length));
    byte[] far = sound.clone();
    Arrays.fill(far, 4, 8, (byte) 0xff);
    assertEquals(1, ExifOrientation.read(far, 0, far.length));
    byte[] many = sound.clone();
    Arrays.fill(many, 8, 10, (byte) 0xff);
    assertEquals(6, ExifOrientation.read(many, 0, many.length));
  }

  @Test
  void neverLeavesTheRange() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = tiff(6, random.nextBoolean());
      for (int k = random.nextInt(8); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int orientation = ExifOrientation.read(bytes, 0, random.nextInt(bytes.length + 1));
      assertEquals(orientation, Math.clamp(orientation, 1, 8));
    }
  }

  /** A TIFF block of two tags, the second being the orientation. */
  private static byte[] tiff(int orientation, boolean littleEndian) {
    ByteBuffer tiff = ByteBuffer.allocate(40);
    tiff.order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    tiff.put((byte) (littleEndian ? 'I' : 'M')).put((byte) (littleEndian ? 'I' : 'M'));
    tiff.putShort((short) 42).putInt(8).putShort((short) 2);
    tiff.putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(77);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return tiff.array();
  }
}
