package dev.lanewise.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of graphs as exporters write them, and that they compute what PyTorch does. */
class OnnxGoldenTest {
  @Tag("once")
  @ParameterizedTest
  @CsvSource({
    "cifar_resnet20_optA_ts17_dynbatch, 0",
    "googlenet_w16_ts9_dynbatch, 0",
    "r3d_18_w8_ts17, 0",
    "resnet18_w16_dynamo20_dynbatch_extdata, 0",
    "resnet18_w16_ts13_bn_dynbatch, 0",
    "resnet18_w16_ts17, 0",
    "unet2d_deconv_ts11_dynhw, 0",
    "net1d_ts17_dynlen, 2" // Erf, LogSoftmax
  })
  void isOnePlan(String name, int interpreted) throws IOException {
    Path folder = SharedData.require("golden/onnx").resolve(name);
    Path set = folder.resolve("test_data_set_0");
    Options options = Options.defaults().threads(1);
    try (OnnxModel model = OnnxModel.open(folder.resolve("model.onnx"), options);
        Arena arena = Arena.ofConfined()) {
      Tensor input = OnnxFile.readTensor(set.resolve("input_0.pb"), arena);
      Map<String, Tensor> inputs = Map.of(model.inputs().getFirst().name(), input);
      OnnxPlan plan = model.prepare(inputs);
      assertEquals(interpreted, plan.interpreted().size(), plan::explain);
      assertEquals(interpreted == 0, plan.whole().isPresent(), plan::explain);
      assertNear(
          OnnxFile.readTensor(set.resolve("output_0.pb"), arena).toFloats(),
          model.run(inputs, arena).firstEntry().getValue().toFloats());
    }
  }

  /** The bound of the test data: 1e-4 standard deviations. */
  private static void assertNear(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    double mean = 0;
    for (float e : expected) {
      mean += e / (double) expected.length;
    }
    double variance = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      variance += (expected[i] - mean) * (expected[i] - mean) / expected.length;
      largest = Math.max(largest, Math.abs((double) expected[i] - actual[i]));
    }
    assertTrue(largest <= 1e-4 * Math.sqrt(variance), "max error " + largest);
  }
}
