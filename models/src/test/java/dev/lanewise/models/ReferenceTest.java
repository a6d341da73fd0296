package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.kernels.reference.ReferenceKernels;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks without recorded outputs: the optimised graph on the best kernels against each node as
 * it stands on the reference kernels.
 */
class ReferenceTest {
  private static final double BOUND = 1e-4;

  @Tag("once")
  @ParameterizedTest
  @CsvSource({
    "densenet121, 64 33",
    "mobilenet_v2, 64 33",
    "resnet18_c, 64 33",
    "resnet50_v1, 64 33",
    "cbam_resnet50, 64 33",
    "se_resnext50_32x4d, 64 33",
    "cifar_preact_resnet164, 16 12",
    "unet2d_bilinear_w4, 36 44",
    "unet3d_small, 8 12 20",
    "mc3_18, 4 32 24",
    "resnet3d_34_a, 4 32 24",
    "resnext3d_101, 4 32 24",
    "resnet1d_18, 200"
  })
  void optimisedAgreesWithReference(String name, String size) {
    int[] extents = Stream.of(size.split(" ")).mapToInt(Integer::parseInt).toArray();
    ModelOptions options = ModelOptions.DEFAULT.withSize(extents);
    if (Models.find(name).task() == Task.CLASSIFICATION) {
      options = options.withClasses(20);
    }
    Graph graph = Models.build(name, options);
    Random random = new Random(7);
    int inputs = (int) graph.inputs().firstEntry().getValue().elementCount();
    float[] input = new float[inputs];
    IntStream.range(0, inputs).forEach(i -> input[i] = (float) random.nextGaussian());
    Options plain = Options.defaults().kernels(ReferenceKernels.INSTANCE).optimise(false);
    float[] wanted = run(graph, plain, input);
    float[] got = run(graph, Options.defaults().precise(true), input);
    double[] truth = IntStream.range(0, wanted.length).mapToDouble(i -> wanted[i]).toArray();
    double error = Distance.largest(got, truth);
    double std = Distance.std(truth);
    assertTrue(std > 0.01, "outputs hardly differ: " + std);
    assertTrue(error <= BOUND * std, "error " + error + ", deviation of the outputs " + std);
  }

  private static float[] run(Graph graph, Options options, float[] input) {
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Plan plan = model.compile(options);
        Session session = plan.newSession()) {
      return session.run(input);
    }
  }
}
