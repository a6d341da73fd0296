package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.testing.Gen1;
import dev.lanewise.testing.GoldenCase;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks with generated weights against PyTorch's float64 outputs. */
class GoldenTest {
  /** This one's recorded outputs lie in the project. */
  @Test
  void cifarResNet20() throws IOException, URISyntaxException {
    check(Path.of(GoldenTest.class.getResource("golden/cifar_resnet20").toURI()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar_resnet110", "cifar_resnet56_b", "cifar_plain20"})
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
        "googlenet"
      })
  void large(String name) throws IOException {
    check(SharedData.require("golden/architectures/" + name));
  }

  private static void check(Path folder) throws IOException {
    List<GoldenCase> cases = GoldenCase.read(folder);
    assertFalse(cases.isEmpty());
    try (Arena arena = Arena.ofConfined()) {
      var tensors = Gen1.stateDict(cases.getFirst().stateDict(), arena);
      for (GoldenCase golden : cases) {
        check(golden, WeightSource.of(tensors, golden.arch()), golden.input(arena).toFloats());
      }
    }
  }

  private static void check(GoldenCase golden, WeightSource weights, float[] input)
      throws IOException {
    Graph graph = Models.graphFor(golden.arch(), weights, options(golden.inputShape()));
    try (Model model = Model.of(graph, weights);
        Plan plan = model.compile(Options.defaults().precise(true));
        Session session = plan.newSession()) {
      double[] truth = golden.truth(0).toDoubles();
      float[] got = session.run(input);
      assertEquals(truth.length, got.length);
      double bound = golden.outputs().getFirst().directBound();
      double error = Distance.largest(got, truth);
      assertTrue(error <= bound, () -> golden + ": error " + error + " exceeds " + bound);
    }
  }

  private static ModelOptions options(Shape input) {
    int[] size = LongStream.of(input.dims()).skip(2).mapToInt(Math::toIntExact).toArray();
    return ModelOptions.DEFAULT.withBatch((int) input.dim(0)).withSize(size);
  }
}
