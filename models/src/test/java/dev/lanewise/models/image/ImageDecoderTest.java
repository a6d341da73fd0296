package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDecoderTest {
  private static final RgbImage NOISE = Pictures.noise(19, 13, 11);

  @Test
  void bmpKeepsEverySample() {
    byte[] file = Pictures.encode(Pictures.buffered(NOISE, BufferedImage.TYPE_3BYTE_BGR), "bmp");
    assertEquals(NOISE, ImageDecoder.decode(file, "noise.bmp"));
  }

  @Test
  void greyBmpIsNotBrightened() {
    BufferedImage grey = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});
    RgbImage image = ImageDecoder.decode(Pictures.encode(grey, "bmp"), "grey.bmp");
    assertEquals(
        List.of(0, 0x646464, 0xffffff), List.of(image.rgb(0, 0), image.rgb(1, 0), image.rgb(2, 0)));
  }

  @Test
  void gifKeepsPaletteColours() {
    BufferedImage indexed = Pictures.buffered(NOISE, BufferedImage.TYPE_BYTE_INDEXED);
    RgbImage image = ImageDecoder.decode(Pictures.encode(indexed, "gif"), "noise.gif");
    for (int y = 0; y < NOISE.height(); y++) {
      for (int x = 0; x < NOISE.width(); x++) {
        assertEquals(indexed.getRGB(x, y) & 0xffffff, image.rgb(x, y));
      }
    }
  }

  @Test
  void pngOfTheJdk() {
    byte[] file = Pictures.encode(Pictures.buffered(NOISE, BufferedImage.TYPE_INT_ARGB), "png");
    assertEquals(NOISE, ImageDecoder.decode(file, "noise.png"));
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertRefused(new byte[0], "empty (0 bytes)");
    assertRefused("hello, world\n".getBytes(StandardCharsets.UTF_8), "68 65 6c 6c 6f 2c 20 77");
    assertRefused(new byte[] {7}, "begins with the bytes 07");
    assertRefused("BMW is no bitmap".getBytes(StandardCharsets.UTF_8), "BMP");
    assertRefused("GIF89a".getBytes(StandardCharsets.UTF_8), "GIF");
  }

  @Test
  void limitsHoldBeforeDecoding() {
    byte[] huge = new PngBuilder().header(60_000, 60_000, 8, 2, 0).chunk("IEND").bytes();
    assertRefused(huge, "60000 x 60000 pixels, over the limit of 100000000");
    byte[] wide = new PngBuilder().header(Integer.MIN_VALUE, 1, 8, 2, 0).chunk("IEND").bytes();
    assertRefused(wide, "2147483648 x 1 pixels");

    byte[] file = Pictures.encode(Pictures.buffered(NOISE, BufferedImage.TYPE_3BYTE_BGR), "bmp");
    ImageLimits few = new ImageLimits(file.length, 19 * 13 - 1);
    assertThrows(ImageFormatException.class, () -> ImageDecoder.decode(file, "a", few));
    ImageLimits enough = new ImageLimits(file.length, 19 * 13);
    assertEquals(NOISE, ImageDecoder.decode(file, "a", enough));
    ImageLimits small = new ImageLimits(file.length - 1, 19 * 13);
    assertThrows(ImageFormatException.class, () -> ImageDecoder.decode(file, "a", small));
    InputStream in = new ByteArrayInputStream(file);
    assertThrows(ImageFormatException.class, () -> ImageDecoder.decode(in, "a", small));
  }

  @Test
  void filesAndStreams(@TempDir Path folder) throws IOException {
    byte[] file = Pictures.encode(Pictures.buffered(NOISE, BufferedImage.TYPE_3BYTE_BGR), "png");
    Path path = Files.write(folder.resolve("noise.dat"), file);
    assertEquals(NOISE, ImageDecoder.decode(path));
    assertEquals(NOISE, ImageDecoder.decode(new ByteArrayInputStream(file), "stream"));
    Path missing = folder.resolve("missing.png");
    assertThrows(NoSuchFileException.class, () -> ImageDecoder.decode(missing));
    Path empty = Files.createFile(folder.resolve("empty.png"));
    ImageFormatException e =
        assertThrows(ImageFormatException.class, () -> ImageDecoder.decode(empty));
    assertTrue(e.getMessage().startsWith(empty.toString()), e.getMessage());
  }

  @Test
  void refusesEveryTruncationOfChelsea() {
    byte[] file = Pictures.resource("/dev/lanewise/models/bundled/chelsea.png");
    Truncations.assertAllRefused(file, 97);
  }

  @Test
  void refusesTruncatedBmpAndGif() {
    // 20 pixels are a multiple of 4 bytes, so that a BMP row ends without padding
    RgbImage noise = Pictures.noise(20, 13, 11);
    BufferedImage image = Pictures.buffered(noise, BufferedImage.TYPE_3BYTE_BGR);
    Truncations.assertAllRefused(Pictures.encode(image, "bmp"), 1);
    byte[] gif = Pictures.encode(image, "gif");
    // the last two bytes end the blocks and the file, behind the last pixel
    Truncations.assertAllRefused(Arrays.copyOf(gif, gif.length - 2), 1);
  }

  /** A sound file of each kind. */
  static List<byte[]> soundFiles() {
    BufferedImage image = Pictures.buffered(NOISE, BufferedImage.TYPE_3BYTE_BGR);
    return List.of(
        Pictures.encode(image, "png"),
        Pictures.encode(image, "gif"),
        Pictures.encode(image, "bmp"),
        PngBuilder.random(11, 5, 4, 3, true, 9),
        Pictures.resource("jpeg/ycc420.jpg"),
        Pictures.resource("jpeg/ycc420-progressive.jpg"),
        Pictures.resource("jpeg/adobe-cmyk.jpg"));
  }

  @Provide
  Arbitrary<byte[]> soundFile() {
    return Arbitraries.of(soundFiles());
  }

  /** Position (modulo the length) and new value of a byte. */
  record Change(int position, byte value) {}

  @Provide
  Arbitrary<List<Change>> changes() {
    // two in three changes hit the headers, where the damage is most inventive
    Arbitrary<Integer> position =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.integers().between(0, 200)),
            Tuple.of(1, Arbitraries.integers().between(0, 7000)));
    return Combinators.combine(position, Arbitraries.bytes())
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property(tries = 1500)
  void damageGivesAPictureOrOneError(
      @ForAll("soundFile") byte[] sound, @ForAll("changes") List<Change> changes) {
    byte[] file = sound.clone();
    for (Change change : changes) {
      file[change.position % file.length] = change.value;
    }
    ImageLimits limits = new ImageLimits(1 << 20, 1_000_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          try {
            ImageDecoder.decode(file, "damaged", limits);
          } catch (ImageFormatException e) {
            assertTrue(e.getMessage().startsWith("damaged: "), e.getMessage());
          }
        });
  }

  private static void assertRefused(byte[] file, String part) {
    ImageFormatException e =
        assertThrows(ImageFormatException.class, () -> ImageDecoder.decode(file, "bad"));
    assertTrue(e.getMessage().startsWith("bad: "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
