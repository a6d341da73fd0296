package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JpegDecoderTest {
  static List<String[]> recorded() {
    return Pictures.table("jpeg.tsv");
  }

  static Stream<String> files() {
    return recorded().stream().map(row -> row[0]);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void equalsPil(String file, int width, int height, String crc32) {
    RgbImage image = ImageDecoder.decode(Pictures.resource("jpeg/" + file), file);
    assertEquals(width, image.width());
    assertEquals(height, image.height());
    assertEquals(crc32, Pictures.crc32(image), file);
  }

  @ParameterizedTest
  @MethodSource("files")
  void refusesEveryTruncation(String file) {
    Truncations.assertAllRefused(Pictures.resource("jpeg/" + file), 7);
  }

  @ParameterizedTest
  @MethodSource("files")
  void refusesPixelDataCutOutBeforeTheEnd(String file) {
    byte[] whole = Pictures.resource("jpeg/" + file);
    // not at a boundary of scans: a progressive file that ends there is sound, only coarser
    byte[] cut = Arrays.copyOf(whole, 3 * whole.length / 5 + 2);
    cut[cut.length - 2] = (byte) 0xff;
    cut[cut.length - 1] = (byte) 0xd9;
    assertRefused(cut, "damaged");
  }

  @Test
  void strayBytesBetweenSegmentsAreHarmless() {
    byte[] sound = Pictures.resource("jpeg/ycc420.jpg");
    byte[] padded = Arrays.copyOf(sound, sound.length + 3);
    padded[sound.length - 2] = 0x11;
    padded[sound.length - 1] = 0x22;
    padded[sound.length] = 0x33;
    padded[sound.length + 1] = (byte) 0xff;
    padded[sound.length + 2] = (byte) 0xd9;
    assertEquals(ImageDecoder.decode(sound, "sound"), ImageDecoder.decode(padded, "padded"));
  }

  @Test
  void bytesBehindTheEndAreIgnored() {
    byte[] sound = Pictures.resource("jpeg/ycc420.jpg");
    byte[] longer = Arrays.copyOf(sound, sound.length + 1000);
    assertEquals(ImageDecoder.decode(sound, "sound"), ImageDecoder.decode(longer, "longer"));
  }

  @Test
  void aBrokenColourProfileIsIgnored() {
    byte[] sound = Pictures.resource("jpeg/ycc420.jpg");
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    profile.writeBytes("ICC_PROFILE\0\1\1nonsense".getBytes(StandardCharsets.ISO_8859_1));
    byte[] tagged = withSegment(sound, 0xe2, profile.toByteArray());
    assertEquals(ImageDecoder.decode(sound, "sound"), ImageDecoder.decode(tagged, "tagged"));
  }

  @Test
  void refusesTooManyScans() {
    byte[] sound = Pictures.resource("jpeg/ycc420.jpg");
    ByteArrayOutputStream scans = new ByteArrayOutputStream();
    scans.write(sound, 0, sound.length - 2);
    for (int i = 0; i < 300; i++) {
      scans.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 63, 0});
    }
    scans.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
    assertRefused(scans.toByteArray(), "more than 256 scans");
  }

  @Test
  void refusesOtherKindsOfJpeg() {
    byte[] file = Pictures.resource("jpeg/ycc420.jpg");
    int frame = indexOfFrame(file);
    byte[] arithmetic = file.clone();
    arithmetic[frame + 1] = (byte) 0xc9;
    assertRefused(arithmetic, "arithmetic");
    byte[] twelveBits = file.clone();
    twelveBits[frame + 4] = 12;
    assertRefused(twelveBits, "of 12 bits");
    byte[] huge = file.clone();
    Arrays.fill(huge, frame + 5, frame + 9, (byte) 0xff);
    assertRefused(huge, "65535 x 65535 pixels");
    byte[] flat = file.clone();
    Arrays.fill(flat, frame + 5, frame + 7, (byte) 0);
    assertRefused(flat, "empty size");
  }

  @Test
  void invertedCmyk() {
    byte none = (byte) 255;
    byte[] cmyk = {
      none, none, none, none, none, none, none, 0, 0, none, none, none, (byte) 128, 0, 64, 100
    };
    byte[] expected = {none, none, none, 0, 0, 0, 0, none, none, 50, 0, 25};
    assertArrayEquals(expected, JpegColours.fromInvertedCmyk(cmyk, 4));
  }

  @Test
  void yccPrimaries() {
    byte[] samples = {76, 85, (byte) 255, (byte) 150, 44, 21, 29, (byte) 255, 107};
    JpegColours.fromYcc(samples, 3);
    byte[] expected = {(byte) 254, 0, 0, 0, (byte) 255, 1, 0, 0, (byte) 254};
    assertArrayEquals(expected, samples);
  }

  /** The file with one more segment right behind SOI. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xff);
    out.write(marker);
    out.write((content.length + 2) >> 8);
    out.write(content.length + 2);
    out.writeBytes(content);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static int indexOfFrame(byte[] file) {
    for (int i = 0; i < file.length; i++) {
      if ((file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == 0xc0) {
        return i;
      }
    }
    throw new AssertionError("no frame header");
  }

  private static void assertRefused(byte[] file, String part) {
    ImageFormatException e =
        assertThrows(ImageFormatException.class, () -> ImageDecoder.decode(file, "bad.jpg"));
    assertTrue(e.getMessage().startsWith("bad.jpg: "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
