package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.testing.graphs.SmallNets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DynamicPlanTest {
  private static final Options OPTIONS = Options.defaults().threads(2).precise(true);
  private static final Shape[] SHAPES = {
    Shape.of(1, 3, 16, 16), Shape.of(3, 3, 16, 16), Shape.of(1, 3, 24, 40), Shape.of(2, 3, 33, 17)
  };

  private final Graph graph = SmallNets.residual();
  private final Model model = Model.of(graph, RandomWeights.of(graph));

  @Test
  void everyShapeIsThatOfAPlanOfItsOwn() {
    try (DynamicPlan dynamic = model.compileDynamic(OPTIONS);
        DynamicSession session = dynamic.newSession()) {
      for (int round = 0; round < 3; round++) {
        for (Shape shape : SHAPES) {
          float[] in = TestPlans.noise(shape.elementCount());
          try (Plan plan = model.compile(OPTIONS.inputShape("input0", shape));
              Session fixed = plan.newSession()) {
            assertArrayEquals(fixed.run(in), session.at(shape).run(in), shape.toString());
          }
        }
      }
    }
  }

  @Test
  void weightsArePackedOnceForAllShapes() {
    long once;
    try (Plan plan = model.compile(OPTIONS)) {
      once = plan.packedBytes();
    }
    try (DynamicPlan dynamic = model.compileDynamic(OPTIONS)) {
      for (Shape shape : SHAPES) {
        dynamic.newSession(shape).close();
        assertEquals(once, dynamic.packedBytes(), shape.toString());
      }
      assertEquals(SHAPES.length, dynamic.plans());
    }
  }

  @Test
  void transposedConvolutionsArePackedOnceAsWell() {
    var g = new GraphBuilder("decoder");
    Value x = g.input("x", Shape.of(1, 5, 6, 7));
    x = g.convTranspose("up", x, 8, ConvTransposeSpec.of(2).stride(2).bias());
    g.output("y", g.convTranspose("smooth", x, 3, ConvTransposeSpec.of(3).stride(2).pad(1)));
    Graph decoder = g.build();
    try (Model decoding = Model.of(decoder, RandomWeights.of(decoder));
        DynamicPlan dynamic = decoding.compileDynamic(OPTIONS)) {
      dynamic.newSession(Shape.of(1, 5, 6, 7)).close();
      long once = dynamic.packedBytes();
      dynamic.newSession(Shape.of(2, 5, 12, 9)).close();
      assertEquals(once, dynamic.packedBytes());
    }
  }

  @Test
  void onlySoManyPlansAreKept() {
    try (DynamicPlan dynamic = model.compileDynamic(OPTIONS)) {
      dynamic.keepPlans(2);
      try (Session first = dynamic.newSession(SHAPES[0])) {
        float[] in = TestPlans.noise(SHAPES[0].elementCount());
        float[] right = first.run(in);
        for (Shape shape : SHAPES) {
          dynamic.newSession(shape).close();
        }
        assertEquals(2, dynamic.plans());
        assertArrayEquals(right, first.run(in), "the plan of an open session lives on");
      }
      dynamic.keepPlans(1);
      assertEquals(1, dynamic.plans());
    }
  }

  @Test
  void itOutlivesItsModelAndSessionsOutliveIt() {
    float[] in = TestPlans.noise(SHAPES[2].elementCount());
    DynamicPlan dynamic = model.compileDynamic(OPTIONS);
    model.close();
    Session session = dynamic.newSession(SHAPES[2]);
    float[] right = session.run(in);
    dynamic.close();
    dynamic.close();
    assertArrayEquals(right, session.run(in));
    session.close();
    refuses("dynamic plan of residual: closed", () -> dynamic.newSession(SHAPES[2]));
    refuses("dynamic plan of residual: closed", dynamic::newSession);
    refuses("model residual: closed", () -> model.compileDynamic(OPTIONS));
  }

  @Test
  void manyThreadsAskForManyShapes() throws Exception {
    try (DynamicPlan dynamic = model.compileDynamic(OPTIONS);
        ExecutorService executor = Executors.newFixedThreadPool(4)) {
      dynamic.keepPlans(2);
      List<Future<?>> users = new ArrayList<>();
      for (int user = 0; user < 4; user++) {
        int begin = user;
        users.add(
            executor.submit(
                () -> {
                  try (DynamicSession session = dynamic.newSession()) {
                    for (int i = 0; i < 20; i++) {
                      Shape shape = SHAPES[(begin + i) % SHAPES.length];
                      float[] in = TestPlans.noise(shape.elementCount());
                      assertEquals(10 * shape.dim(0), session.at(shape).run(in).length);
                    }
                  }
                }));
      }
      for (Future<?> user : users) {
        user.get();
      }
      assertTrue(dynamic.plans() <= 2);
    }
  }

  @Test
  void mistakesAreNamed() {
    try (DynamicPlan dynamic = model.compileDynamic(OPTIONS)) {
      assertEquals(
          "residual: no input is called 'data'; there are [input0]",
          assertThrows(LanewiseException.class, () -> dynamic.newSession(Map.of("data", SHAPES[0])))
              .getMessage());
      assertEquals(
          "plans to keep: wanted at least 1, got 0",
          assertThrows(LanewiseException.class, () -> dynamic.keepPlans(0)).getMessage());
      String misfit =
          assertThrows(LanewiseException.class, () -> dynamic.newSession(Shape.of(1, 4, 16, 16)))
              .getMessage();
      assertTrue(misfit.contains("conv1") && misfit.contains("4"), misfit);
    }
    Graph two = SmallNets.twoInTwoOut();
    try (Model both = Model.of(two, RandomWeights.of(two));
        DynamicPlan dynamic = both.compileDynamic(OPTIONS)) {
      assertEquals(
          "two_in_two_out: it has the inputs [input0, input1], whose shapes are to be given by"
              + " name",
          assertThrows(LanewiseException.class, () -> dynamic.newSession(Shape.of(1, 2, 40)))
              .getMessage());
    }
    DynamicPlan dynamic = model.compileDynamic(OPTIONS);
    DynamicSession closed = dynamic.newSession();
    closed.close();
    closed.close();
    refuses("dynamic session of residual: closed", () -> closed.at(SHAPES[0]));
    dynamic.close();
  }

  private static void refuses(String message, org.junit.jupiter.api.function.Executable use) {
    assertEquals(message, assertThrows(IllegalStateException.class, use).getMessage());
  }
}
