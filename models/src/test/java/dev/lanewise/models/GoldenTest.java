package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.testing.GoldenCase;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks with generated weights against PyTorch's float64 outputs. Those that take longest
 * are run by {@code GoldenRunTest} of the command line only, on demand.
 */
class GoldenTest {
  /** This one's recorded outputs lie in the project. */
  @Test
  void cifarResNet20() throws IOException, URISyntaxException {
    check(Path.of(GoldenTest.class.getResource("golden/cifar_resnet20").toURI()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar_resnet110",
        "cifar_resnet56_b",
        "cifar_plain20",
        "lenet5",
        "cnn3d_ji",
        "multiscale_resnet1d_1x512"
      })
  void small(String name) throws IOException {
    check(SharedData.require("golden/architectures/" + name));
  }

  @Tag("once")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet50",
        "resnet152",
        "resnext50_32x4d",
        "plain18",
        "resnet18_a",
        "vgg11",
        "alexnet",
        "squeezenet1_1",
        "googlenet",
        "se_resnet50",
        "eca_resnet50",
        "preact_resnet50",
        "googlenet_v1",
        "inception_v3",
        "r3d_18",
        "r2plus1d_18",
        "resnet3d_50",
        "resnet_3in3out_w16",
        "unet2d_w4"
      })
  void large(String name) throws IOException {
    check(SharedData.require("golden/architectures/" + name));
  }

  private static void check(Path folder) throws IOException {
    List<GoldenCase> cases = GoldenCase.read(folder);
    assertFalse(cases.isEmpty());
    try (GoldenNetwork network = new GoldenNetwork(folder)) {
      for (GoldenCase golden : cases) {
        network.check(golden);
      }
    }
  }
}
