package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CropTest {
  /** Row y, column x holds 16 y + x + 1. */
  private static RgbImage numbered(int width, int height) {
    byte[] samples = new byte[3 * width * height];
    for (int i = 0; i < samples.length; i++) {
      int pixel = i / 3;
      samples[i] = (byte) (16 * (pixel / width) + pixel % width + 1);
    }
    return RgbImage.of(width, height, samples);
  }

  // Offsets as torchvision's int(round(margin / 2.0)): halves go to the even neighbour.
  @ParameterizedTest
  @CsvSource({"4, 4, 0", "5, 4, 0", "6, 4, 1", "7, 4, 2", "8, 4, 2", "9, 4, 2", "11, 4, 4"})
  void oddMarginsRoundToEven(int size, int crop, int offset) {
    RgbImage wide = Crop.center(numbered(size, 1), 1, crop);
    assertEquals(crop, wide.width());
    assertEquals(offset + 1, wide.rgb(0, 0) & 0xff);
    assertEquals(offset + crop, wide.rgb(crop - 1, 0) & 0xff);
    RgbImage high = Crop.center(numbered(1, size), crop, 1);
    assertEquals(16 * offset + 1, high.rgb(0, 0) & 0xff);
  }

  @Test
  void smallerPicturesGetBlackAround() {
    RgbImage out = Crop.center(numbered(2, 3), 4, 5);
    int[][] expected = {{0, 1, 2, 0, 0}, {0, 17, 18, 0, 0}, {0, 33, 34, 0, 0}, {0, 0, 0, 0, 0}};
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        assertEquals(expected[y][x], out.rgb(x, y) & 0xff, "row " + y + " column " + x);
      }
    }
  }

  @Test
  void cutsOneWayAndPadsTheOther() {
    RgbImage out = Crop.center(numbered(6, 1), 2, 2);
    assertEquals(3, out.rgb(0, 0) & 0xff);
    assertEquals(4, out.rgb(1, 0) & 0xff);
    assertEquals(0, out.rgb(0, 1));
  }

  @Test
  void sameSizeIsTheSamePicture() {
    RgbImage image = numbered(3, 2);
    assertSame(image, Crop.center(image, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> Crop.center(image, 0, 3));
  }
}
