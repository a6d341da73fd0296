package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.models.image.Resize.Filter;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {
  private static final RgbImage CHELSEA = Pictures.chelsea();
  private static final RgbImage COFFEE = Pictures.bundled("coffee.png");

  static List<String[]> recorded() {
    return Pictures.table("pil-resize.tsv");
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void equalsPil(Filter filter, int width, int height, String crc32) {
    assertEquals(crc32, Pictures.crc32(Resize.to(CHELSEA, width, height, filter)));
  }

  static List<String[]> recordedModes() {
    return Pictures.table("pil-resize-modes.tsv");
  }

  /** Up and down, odd sizes, single rows and columns, colour and grey. */
  @ParameterizedTest
  @MethodSource("recordedModes")
  void equalsPilInColourAndGrey(
      String picture, String mode, Filter filter, int width, int height, String crc32) {
    RgbImage image = picture.equals("coffee.png") ? COFFEE : CHELSEA;
    boolean grey = mode.equals("L");
    RgbImage resized = Resize.to(grey ? Pictures.grey(image) : image, width, height, filter);
    assertEquals(crc32, grey ? Pictures.crc32OfRed(resized) : Pictures.crc32(resized));
  }

  @Test
  void chelseaAtThirtyTwo() {
    RgbImage small = Resize.shorterSide(CHELSEA, 32, Filter.BILINEAR);
    assertEquals(48, small.width());
    assertEquals(32, small.height());
    RgbImage expected = ImageDecoder.decode(Pictures.resource("chelsea_32.png"), "chelsea_32.png");
    assertEquals(expected, Crop.center(small, 32, 32));
  }

  @ParameterizedTest
  @CsvSource({
    "451, 300, 256, 384, 256",
    "300, 451, 256, 256, 384",
    "7, 7, 3, 3, 3",
    "640, 427, 256, 383, 256",
    "3, 1000, 2, 2, 666",
    "5, 4, 4, 5, 4"
  })
  void shorterSideRoundsDown(int width, int height, int size, int outWidth, int outHeight) {
    RgbImage out = Resize.shorterSide(Pictures.noise(width, height, 1), size, Filter.NEAREST);
    assertEquals(outWidth, out.width());
    assertEquals(outHeight, out.height());
  }

  @Test
  void sameSizeIsTheSamePicture() {
    assertSame(CHELSEA, Resize.to(CHELSEA, 451, 300, Filter.BICUBIC));
    assertSame(CHELSEA, Resize.shorterSide(CHELSEA, 300, Filter.BILINEAR));
  }

  @Property(tries = 200)
  void oneColourStaysOneColour(
      @ForAll Filter filter,
      @ForAll @IntRange(max = 255) int level,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int outWidth,
      @ForAll @IntRange(min = 1, max = 40) int outHeight) {
    RgbImage out = Resize.to(flat(width, height, level), outWidth, outHeight, filter);
    assertEquals(flat(outWidth, outHeight, level), out);
  }

  private static RgbImage flat(int width, int height, int level) {
    byte[] samples = new byte[3 * width * height];
    Arrays.fill(samples, (byte) level);
    return RgbImage.of(width, height, samples);
  }

  @Test
  void refusesImpossibleSizes() {
    assertThrows(IllegalArgumentException.class, () -> Resize.to(CHELSEA, 0, 5, Filter.BILINEAR));
    assertThrows(
        IllegalArgumentException.class, () -> Resize.to(CHELSEA, 100_000, 100_000, Filter.NEAREST));
    RgbImage line = Pictures.noise(1000, 1, 1);
    assertThrows(
        ImageFormatException.class, () -> Resize.shorterSide(line, 20_000, Filter.BILINEAR));
    assertThrows(
        ImageFormatException.class, () -> Resize.shorterSide(line, 2_000_000_000, Filter.BILINEAR));
    assertThrows(
        IllegalArgumentException.class, () -> Resize.shorterSide(line, -1, Filter.BILINEAR));
  }
}
