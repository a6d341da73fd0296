package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.weights.RandomWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small network of each family gives the same bits for any number of threads, cold and hot. */
@Tag("once")
@Timeout(120)
class FamilyDeterminismTest {
  private static final int RUNS = 20;

  @ParameterizedTest
  @CsvSource({
    "cifar_resnet20, 32, 32",
    "resnet18, 48, 48",
    "squeezenet1_1, 48, 48",
    "mobilenet_v2, 48, 48",
    "densenet121, 32, 32",
    "googlenet, 48, 48",
    "unet2d_w4, 32, 32",
    "lenet5, 32, 32"
  })
  void planarNetworks(String name, int height, int width) {
    check(Models.build(name, ModelOptions.DEFAULT.withSize(height, width)));
  }

  @ParameterizedTest
  @CsvSource({"multiscale_resnet1d", "mnist_cnn", "unet3d_small"})
  void networksOfUsualSize(String name) {
    check(Models.build(name));
  }

  private static void check(Graph graph) {
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Arena arena = Arena.ofConfined()) {
      MemorySegment first = null;
      for (int threads : new int[] {1, 2, 3, 8}) {
        try (Plan plan = model.compile(Options.defaults().threads(threads));
            Session session = plan.newSession()) {
          plan.inputs().keySet().forEach(input -> fill(session.input(input)));
          MemorySegment output = session.output(plan.outputs().firstEntry().getKey());
          for (int run = 0; run < RUNS; run++) {
            session.run();
            if (first == null) {
              first = arena.allocate(output.byteSize()).copyFrom(output);
            }
            assertEquals(-1, first.mismatch(output), plan + ", run " + run);
          }
        }
      }
    }
  }

  private static void fill(MemorySegment input) {
    SplittableRandom random = new SplittableRandom(1);
    for (long i = 0; i < input.byteSize() / Float.BYTES; i++) {
      input.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
  }
}
