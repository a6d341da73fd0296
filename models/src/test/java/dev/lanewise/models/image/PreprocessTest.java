package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.models.image.Preprocess.ChannelOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessTest {
  /** The tensor as a heap array. */
  static float[] tensor(Preprocess preprocess, RgbImage image) {
    RgbImage fit = preprocess.fit(image);
    int floats = preprocess.order().channels() * fit.width() * fit.height();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment destination = arena.allocate(4L * floats, 64);
      preprocess.apply(image, destination, 0);
      return destination.toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  static void assertBitsEqual(FloatBuffer expected, float[] actual) {
    assertEquals(expected.remaining(), actual.length);
    for (int i = 0; i < actual.length; i++) {
      assertEquals(expected.get(i), actual[i], "value " + i);
    }
  }

  @Test
  void chelseaEqualsPyTorch() {
    FloatBuffer expected = Pictures.floats(Pictures.resource("chelsea_input.npy"));
    assertBitsEqual(expected, tensor(Preprocess.LANEWISE_CIFAR10, Pictures.chelsea()));
  }

  @Test
  void planesInTheOrderOfTheChannels() {
    RgbImage image = RgbImage.of(2, 1, new byte[] {1, 2, 3, 4, 5, (byte) 200});
    Preprocess bgr = Preprocess.CAFFE_BGR.withResize(0).withCrop(0, 0);
    float[] expected = {3 - 104, 200 - 104, 2 - 117, 5 - 117, 1 - 123, 4 - 123};
    assertEquals(FloatBuffer.wrap(expected), FloatBuffer.wrap(tensor(bgr, image)));
    Preprocess rgb =
        new Preprocess(
            0, 0, 0, bgr.filter(), ChannelOrder.RGB, 1, List.of(0f, 1f, 2f), List.of(1f, 2f, 4f));
    float[] expectedRgb = {1, 4, 0.5f, 2, 0.25f, 49.5f};
    assertEquals(FloatBuffer.wrap(expectedRgb), FloatBuffer.wrap(tensor(rgb, image)));
  }

  @Test
  void greyIsPilsLuma() {
    RgbImage image = RgbImage.of(4, 1, new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1, 77, 77, 77});
    Preprocess mnist = Preprocess.MNIST.withResize(0).withCrop(0, 0);
    float[] expected = {76, 150, 29, 77};
    assertEquals(FloatBuffer.wrap(expected), FloatBuffer.wrap(tensor(mnist, image)));
    assertEquals(28 * 28, tensor(Preprocess.MNIST, image).length);
  }

  @Test
  void writesOnlyItsPlace() {
    RgbImage image = Pictures.noise(5, 3, 2);
    Preprocess plain = Preprocess.IMAGENET.withResize(0).withCrop(0, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment destination = arena.allocate(4 * 47, 64).fill((byte) 0x55);
      plain.apply(image, destination, 4);
      float[] expected = tensor(plain, image);
      float untouched = Float.intBitsToFloat(0x55555555);
      assertEquals(untouched, destination.getAtIndex(ValueLayout.JAVA_FLOAT, 0));
      assertEquals(untouched, destination.getAtIndex(ValueLayout.JAVA_FLOAT, 46));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], destination.getAtIndex(ValueLayout.JAVA_FLOAT, 1 + i));
      }
      destination.fill((byte) 0x55);
      assertThrows(
          IndexOutOfBoundsException.class, () -> plain.apply(image, destination, 4 * 2 + 1));
      assertEquals(untouched, destination.getAtIndex(ValueLayout.JAVA_FLOAT, 5));
    }
  }

  @Test
  void presetsAndChanges() {
    assertEquals(224, Preprocess.IMAGENET.cropWidth());
    assertEquals(227, Preprocess.CAFFE_BGR.cropHeight());
    assertEquals(
        Preprocess.LANEWISE_CIFAR10,
        Preprocess.CIFAR10_AKAMASTER.withMeanAndStd(
            Preprocess.LANEWISE_CIFAR10.mean(), Preprocess.LANEWISE_CIFAR10.std()));
    RgbImage fit = Preprocess.IMAGENET.fit(Pictures.noise(300, 100, 1));
    assertEquals(224, fit.width());
    assertEquals(224, fit.height());
  }

  @Test
  void refusesNonsense() {
    Preprocess good = Preprocess.IMAGENET;
    List<Float> zero = List.of(1f, 0f, 1f);
    List<Float> two = List.of(1f, 1f);
    assertThrows(IllegalArgumentException.class, () -> good.withMeanAndStd(good.mean(), zero));
    assertThrows(IllegalArgumentException.class, () -> good.withMeanAndStd(two, good.std()));
    assertThrows(IllegalArgumentException.class, () -> good.withResize(-1));
    assertThrows(IllegalArgumentException.class, () -> good.withCrop(0, 5));
  }
}
