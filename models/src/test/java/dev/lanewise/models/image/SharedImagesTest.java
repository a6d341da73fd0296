package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the recorded crops and tensors of the ImageNet networks. */
class SharedImagesTest {
  @ParameterizedTest
  @CsvSource({
    "chelsea.png, 224", "coffee.png, 224", "rocket.jpg, 224", "astronaut.png, 224",
    "chelsea.png, 227", "coffee.png, 227", "rocket.jpg, 227", "astronaut.png, 227"
  })
  void cropsEqualPil(String picture, int crop) throws IOException {
    String stem = picture.substring(0, picture.indexOf('.'));
    RgbImage expected =
        ImageDecoder.decode(
            SharedData.require("data/imagenet_images/%s_%d.png".formatted(stem, crop)));
    RgbImage image = ImageDecoder.decode(SharedData.require("images/" + picture));
    assertEquals(expected, Preprocess.IMAGENET.withCrop(crop, crop).fit(image));
  }

  @Test
  void imagenetTensorEqualsPyTorch() throws IOException {
    byte[] npy =
        Files.readAllBytes(
            SharedData.require("data/imagenet_resnet18_small/shared_image0_input.npy"));
    RgbImage image = ImageDecoder.decode(SharedData.require("images/chelsea.png"));
    PreprocessTest.assertBitsEqual(
        Pictures.floats(npy), PreprocessTest.tensor(Preprocess.IMAGENET, image));
  }

  @Test
  void squeezenetTensorEqualsPyTorch() throws IOException {
    byte[] npy =
        Files.readAllBytes(
            SharedData.require("data/imagenet_squeezenet11/shared_image0_input.npy"));
    RgbImage image = ImageDecoder.decode(SharedData.require("images/chelsea.png"));
    PreprocessTest.assertBitsEqual(
        Pictures.floats(npy), PreprocessTest.tensor(Preprocess.CAFFE_BGR, image));
  }

  @ParameterizedTest
  @CsvSource({"rocket.jpg", "coffee.png"})
  void refusesEveryTruncation(String picture) throws IOException {
    Truncations.assertAllRefused(Files.readAllBytes(SharedData.require("images/" + picture)), 97);
  }
}
