package dev.lanewise.models;

import dev.lanewise.models.image.RgbImage;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the first 256 test pictures of CIFAR-10.
 *
 * @param label the true class
 */
record CifarPicture(RgbImage image, int label) {
  private static final int PIXELS = 32 * 32;
  private static final int RECORD_BYTES = 1 + 3 * PIXELS;

  /** Reads CIFAR-10's binary form: a label, then a plane of red, green and blue each. */
  static List<CifarPicture> read() throws IOException {
    byte[] file =
        Files.readAllBytes(
            SharedData.require("data/cifar10_test_0000_0255/cifar10_test_0000_0255.bin"));
    List<CifarPicture> pictures = new ArrayList<>();
    for (int at = 0; at < file.length; at += RECORD_BYTES) {
      byte[] samples = new byte[3 * PIXELS];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = file[at + 1 + i % 3 * PIXELS + i / 3];
      }
      pictures.add(new CifarPicture(RgbImage.of(32, 32, samples), file[at]));
    }
    return pictures;
  }
}
