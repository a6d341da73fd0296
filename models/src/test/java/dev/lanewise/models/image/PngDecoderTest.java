package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PngDecoderTest {
  /** Colour type and depth: every pair that the format defines. */
  record Kind(int colourType, int depth) {}

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind(0, 1),
        new Kind(0, 2),
        new Kind(0, 4),
        new Kind(0, 8),
        new Kind(0, 16),
        new Kind(2, 8),
        new Kind(2, 16),
        new Kind(3, 1),
        new Kind(3, 2),
        new Kind(3, 4),
        new Kind(3, 8),
        new Kind(4, 8),
        new Kind(4, 16),
        new Kind(6, 8),
        new Kind(6, 16));
  }

  @Provide
  Arbitrary<Kind> anyKind() {
    return Arbitraries.of(kinds().toList());
  }

  @Property(tries = 400)
  void agreesWithTheJdk(
      @ForAll("anyKind") Kind kind,
      @ForAll @IntRange(min = 1, max = 21) int width,
      @ForAll @IntRange(min = 1, max = 21) int height,
      @ForAll boolean interlaced,
      @ForAll long seed) {
    byte[] file = PngBuilder.random(width, height, kind.depth, kind.colourType, interlaced, seed);
    assertEquals(expected(Pictures.readByJdk(file)), ImageDecoder.decode(file, "random.png"));
  }

  /** The samples as stored: the high byte of 16 bits, without alpha, without colour management. */
  private static RgbImage expected(BufferedImage image) {
    Raster raster = image.getRaster();
    byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        for (int c = 0; c < 3; c++) {
          if (image.getColorModel() instanceof IndexColorModel palette) {
            rgb[to++] = (byte) (palette.getRGB(raster.getSample(x, y, 0)) >> (16 - 8 * c));
          } else {
            int sample = raster.getSample(x, y, raster.getNumBands() < 3 ? 0 : c);
            rgb[to++] = (byte) (sample >> (raster.getSampleModel().getSampleSize(0) - 8));
          }
        }
      }
    }
    return RgbImage.wrap(image.getWidth(), image.getHeight(), rgb);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void refusesEveryTruncation(Kind kind) {
    byte[] file = PngBuilder.random(13, 9, kind.depth, kind.colourType, true, 5);
    Truncations.assertAllRefused(file, 1);
  }

  @Test
  void alphaIsDroppedNotComposited() {
    byte[] rows = {0, 10, 20, 30, 0, 40, 50, 60, (byte) 128};
    byte[] file =
        new PngBuilder()
            .header(2, 1, 8, 6, 0)
            .chunk("IDAT", PngBuilder.deflate(rows))
            .chunk("IEND")
            .bytes();
    RgbImage image = ImageDecoder.decode(file, "alpha.png");
    assertEquals(0x0a141e, image.rgb(0, 0));
    assertEquals(0x28323c, image.rgb(1, 0));
  }

  @Test
  void sixteenBitGreyKeepsTheHighByte() {
    byte[] rows = {0, 0x12, (byte) 0xff, (byte) 0x80, 0};
    byte[] file =
        new PngBuilder()
            .header(2, 1, 16, 0, 0)
            .chunk("IDAT", PngBuilder.deflate(rows))
            .chunk("IEND")
            .bytes();
    RgbImage image = ImageDecoder.decode(file, "grey16.png");
    assertEquals(0x121212, image.rgb(0, 0));
    assertEquals(0x808080, image.rgb(1, 0));
  }

  @Test
  void refusesPaletteEntryBeyondThePalette() {
    byte[] file =
        new PngBuilder()
            .header(2, 1, 8, 3, 0)
            .chunk("PLTE", new byte[6])
            .chunk("IDAT", PngBuilder.deflate(new byte[] {0, 1, 2}))
            .chunk("IEND")
            .bytes();
    assertRefused(file, "palette entry 2, but the palette has 2");
  }

  @Test
  void refusesDamage() {
    byte[] flipped = PngBuilder.random(9, 9, 8, 2, false, 1);
    flipped[flipped.length - 30] ^= 1;
    assertRefused(flipped, "fails its checksum");
    assertRefused(new PngBuilder().header(1, 1, 8, 3, 0).chunk("IEND").bytes(), "no PLTE chunk");
    assertRefused(new PngBuilder().header(1, 1, 3, 0, 0).chunk("IEND").bytes(), "colour type 0");
    assertRefused(new PngBuilder().header(1, 1, 8, 7, 0).chunk("IEND").bytes(), "colour type 7");
    assertRefused(new PngBuilder().header(1, 1, 8, 0, 2).chunk("IEND").bytes(), "interlace");
    assertRefused(new PngBuilder().chunk("IDAT").chunk("IEND").bytes(), "begin with one IHDR");
    assertRefused(
        new PngBuilder().header(1, 1, 8, 0, 0).chunk("CgBI").chunk("IEND").bytes(), "CgBI");
    assertRefused(
        new PngBuilder()
            .header(1, 1, 8, 0, 0)
            .chunk("IDAT", new byte[] {1, 2, 3})
            .chunk("IEND")
            .bytes(),
        "not valid zlib data");
    assertRefused(
        new PngBuilder()
            .header(1, 1, 8, 0, 0)
            .chunk("IDAT", PngBuilder.deflate(new byte[] {5, 0}))
            .chunk("IEND")
            .bytes(),
        "row filter is 5");
  }

  @Test
  void refusesPixelsThatTheDataCannotHold() {
    byte[] few = PngBuilder.deflate(new byte[100]);
    assertRefused(
        new PngBuilder().header(9_000, 9_000, 8, 2, 0).chunk("IDAT", few).chunk("IEND").bytes(),
        "cannot come from");
    assertRefused(
        new PngBuilder().header(20, 20, 8, 2, 0).chunk("IDAT", few).chunk("IEND").bytes(),
        "ends before the last row");
  }

  private static void assertRefused(byte[] file, String part) {
    ImageFormatException e =
        assertThrows(ImageFormatException.class, () -> ImageDecoder.decode(file, "bad.png"));
    assertTrue(e.getMessage().startsWith("bad.png: "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
