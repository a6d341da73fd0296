package dev.lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.GraphException;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightMismatchException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.kernels.reference.ReferenceKernels;
import dev.lanewise.testing.graphs.GraphOracle;
import dev.lanewise.testing.graphs.SmallNets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final Options OPTIONS =
      Options.defaults().threads(1).kernels(ReferenceKernels.INSTANCE);

  private static float[] noise(int length) {
    Random random = new Random(length);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }

  @Test
  void aPlanOutlivesItsModel() {
    Graph graph = SmallNets.residual();
    float[] in = noise(3 * 16 * 16);
    Plan plan;
    double[] wanted;
    try (Model model = Model.of(graph, RandomWeights.of(graph))) {
      wanted = GraphOracle.run(graph, model.weights(), Map.of("input0", in)).output("output0");
      plan = model.compile(OPTIONS);
    }
    try (plan;
        Session session = plan.newSession()) {
      float[] out = session.run(in);
      for (int i = 0; i < out.length; i++) {
        assertEquals(wanted[i], out[i], 1e-5);
      }
    }
  }

  @Test
  void numbersPerChannelOutliveTheModel() {
    GraphBuilder g = new GraphBuilder("affine");
    Shape pair = Shape.of(2);
    g.output("output0", g.affine("scale", g.input("input0", Shape.of(1, 2)), pair));
    Graph graph = g.build();
    Plan plan;
    try (Arena arena = Arena.ofShared()) {
      Tensor weight = Tensor.allocate(DType.F32, pair, arena);
      Tensor bias = Tensor.allocate(DType.F32, pair, arena);
      weight.data().set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4, 2);
      bias.data().set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 5);
      var tensors = Map.of("scale.weight", weight, "scale.bias", bias);
      plan = Model.of(graph, WeightSource.of(tensors, "test")).compile(OPTIONS);
    }
    try (plan;
        Session session = plan.newSession()) {
      assertArrayEquals(new float[] {5, 6}, session.run(new float[] {1, 3}));
    }
  }

  @Test
  void everySampleOfABatchIsComputedAlone() {
    Graph graph = SmallNets.residual();
    float[] in = noise(3 * 3 * 16 * 16);
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Plan one = model.compile(OPTIONS);
        Plan three = model.compile(OPTIONS.batch(3));
        Session single = one.newSession();
        Session batch = three.newSession()) {
      float[] all = batch.run(in);
      for (int n = 0; n < 3; n++) {
        float[] sample = Arrays.copyOfRange(in, n * 768, (n + 1) * 768);
        assertArrayEquals(single.run(sample), Arrays.copyOfRange(all, n * 10, (n + 1) * 10));
      }
    }
  }

  @Test
  void innerValuesCanBeShown() {
    Graph graph = SmallNets.residual();
    float[] in = noise(3 * 16 * 16);
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Plan plan = model.compile(OPTIONS.alsoOutput("layer1.conv1").alsoOutput("input0"));
        Session session = plan.newSession()) {
      session.input("input0").copyFrom(MemorySegment.ofArray(in));
      session.run();
      double[] wanted =
          GraphOracle.run(
                  graph.withOutputs(List.of("layer1.conv1")), model.weights(), Map.of("input0", in))
              .output("layer1.conv1");
      float[] got = session.output("layer1.conv1").toArray(ValueLayout.JAVA_FLOAT);
      for (int i = 0; i < got.length; i++) {
        assertEquals(wanted[i], got[i], 1e-5);
      }
      assertArrayEquals(in, session.output("input0").toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  @Test
  void otherInputShapes() {
    Graph graph = SmallNets.residual();
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Plan plan = model.compile(OPTIONS.inputShape("input0", Shape.of(1, 3, 9, 21)))) {
      assertEquals(Map.of("input0", Shape.of(1, 3, 9, 21)), plan.inputs());
      assertEquals(Map.of("output0", Shape.of(1, 10)), plan.outputs());
      assertThrows(
          GraphException.class,
          () -> model.compile(OPTIONS.inputShape("input0", Shape.of(1, 4, 9, 9))));
    }
  }

  @Test
  void weightsThatDoNotFitAreClosed() {
    RandomWeights weights = RandomWeights.of(SmallNets.dense());
    assertThrows(WeightMismatchException.class, () -> Model.of(SmallNets.residual(), weights));
    assertThrows(IllegalStateException.class, () -> weights.get("fc.bias"));
  }

  @Test
  void aClosedModelDoesNotCompile() {
    Graph graph = SmallNets.residual();
    Model model = Model.of(graph, RandomWeights.of(graph));
    model.close();
    model.close();
    assertEquals(
        "model residual: closed",
        assertThrows(IllegalStateException.class, () -> model.compile(OPTIONS)).getMessage());
  }
}
