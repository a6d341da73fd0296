package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What the encoder writes, both our decoder and the JDK read. */
class PngEncoderTest {
  @Property(tries = 50)
  void colourSurvives(
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 70) int height,
      @ForAll long seed) {
    RgbImage image = Pictures.noise(width, height, seed);
    byte[] file = PngEncoder.rgb(image);
    assertEquals(image, ImageDecoder.decode(file, "ours"));
    BufferedImage byJdk = Pictures.readByJdk(file);
    assertEquals(image.rgb(width - 1, height - 1), byJdk.getRGB(width - 1, height - 1) & 0xffffff);
  }

  @Test
  void aPhotographSurvives() {
    RgbImage chelsea = Pictures.chelsea();
    assertEquals(chelsea, ImageDecoder.decode(PngEncoder.rgb(chelsea), "ours"));
  }

  @Test
  void greySurvives() {
    byte[] samples = {0, 1, 127, -128, -1, 5};
    RgbImage read = ImageDecoder.decode(PngEncoder.grey(3, 2, samples), "ours");
    assertEquals(0x808080, read.rgb(0, 1));
    assertEquals(0x050505, read.rgb(2, 1));
  }

  @Test
  void numbersSurviveBelowTheirColours() {
    byte[] samples = {0, 1, 2, 2, 1, 0};
    byte[] file = PngEncoder.indexed(2, 3, samples, new int[] {0x000000, 0xff0010, 0x00ff20});
    assertEquals(0xff0010, ImageDecoder.decode(file, "ours").rgb(1, 0));
    int[] numbers = Pictures.readByJdk(file).getRaster().getPixels(0, 0, 2, 3, (int[]) null);
    assertArrayEquals(new int[] {0, 1, 2, 2, 1, 0}, numbers);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> PngEncoder.grey(3, 3, new byte[8]));
    assertThrows(
        IllegalArgumentException.class,
        () -> PngEncoder.indexed(1, 1, new byte[] {1}, new int[] {0}));
    int[] many = new int[257];
    Arrays.fill(many, 1);
    assertThrows(IllegalArgumentException.class, () -> PngEncoder.indexed(1, 1, new byte[1], many));
  }
}
