package dev.lanewise.engine.tuning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TuningTest {
  private static final ConvProblem PROBLEM = ConvProblem.parse("n1 g1 c32x8x8 k32 3x3 p1");
  private static final KernelProvider KERNELS = Kernels.best();

  @TempDir Path folder;

  @Test
  void timesAreWrittenAndReadBack() throws IOException {
    Path file = folder.resolve("tuning.txt");
    Tuning tuning = Tuning.open(file);
    assertEquals(Map.of(), tuning.micros(KERNELS, PROBLEM));
    tuning.add(KERNELS, PROBLEM, Map.of("im2col", 12.5, "winograd4x4", 4.25));
    tuning.save();
    Tuning again = Tuning.open(file);
    assertEquals(Map.of("im2col", 12.5, "winograd4x4", 4.25), again.micros(KERNELS, PROBLEM));
    assertTrue(again.measures());
    assertEquals(again.micros(KERNELS, PROBLEM), again.recordedOnly().micros(KERNELS, PROBLEM));
    String foreign = "other 64\tprocessor\tJVM\tn1 g1 c1x1 k1 1x1 s1\tloops=3.00";
    Files.writeString(file, foreign + "\n");
    Tuning.open(file).save();
    assertTrue(Files.readString(file).contains(foreign));
  }

  @Test
  void theFastestAsRecordedIsTaken() throws IOException {
    List<ConvKernel> candidates =
        KERNELS.convolutions().stream().filter(k -> k.accepts(PROBLEM).accepted()).toList();
    for (ConvKernel wanted : candidates) {
      Tuning tuning = Tuning.open(folder.resolve("none.txt"));
      Map<String, Double> micros = new LinkedHashMap<>();
      candidates.forEach(k -> micros.put(k.name(), k == wanted ? 1.0 : 3.0));
      tuning.add(KERNELS, PROBLEM, micros);
      try (Plan plan = compile(tuning)) {
        assertEquals(wanted.name(), plan.steps().get(1).choice().kernel());
        long slower =
            plan.steps().get(1).choice().refusals().stream()
                .filter(r -> r.reason().equals("took 3.00 times as long when measured"))
                .count();
        assertEquals(candidates.size() - 1, slower);
      }
    }
  }

  @Test
  void whatIsMissingIsMeasuredOnce() throws IOException {
    Tuning tuning = Tuning.open(folder.resolve("tuning.txt"));
    float[] in = new float[32 * 8 * 8];
    in[5] = 1;
    try (Plan none = compile(tuning.recordedOnly())) {
      assertEquals(Map.of(), tuning.micros(KERNELS, PROBLEM));
      try (Plan plan = compile(tuning);
          Plan again = compile(tuning);
          Session first = plan.newSession();
          Session second = again.newSession();
          Session estimated = none.newSession()) {
        assertEquals(plan.steps().get(1).choice().kernel(), again.steps().get(1).choice().kernel());
        assertArrayEquals(first.run(in), second.run(in));
        assertArrayEquals(estimated.run(in), first.run(in), 1e-4f);
      }
    }
  }

  @Test
  void brokenLinesAreRefused() throws IOException {
    Path file = folder.resolve("tuning.txt");
    for (String line :
        List.of(
            "nonsense",
            "a\tb\tc\td\t",
            "a\tb\tc\td\tim2col",
            "a\tb\tc\td\tim2col=NaN",
            "a\tb\tc\td\tim2col=1 =2",
            "a\tb\tc\td\tim2col=-1")) {
      Files.writeString(file, "# remark\n\n" + line + "\n");
      String message =
          assertThrows(ModelFormatException.class, () -> Tuning.open(file)).getMessage();
      assertEquals(
          file
              + ": line 3: wanted kernels, processor, JVM, problem and times such as im2col=12.5,"
              + " with tabs between, got '"
              + line
              + "'; delete the line, it will be measured again",
          message);
    }
  }

  private static Plan compile(Tuning tuning) {
    var g = new GraphBuilder("net");
    g.output("y", g.conv("conv", g.input("x", Shape.of(1, 32, 8, 8)), 32, ConvSpec.of(3).pad(1)));
    Graph graph = g.build();
    try (Model model = Model.of(graph, RandomWeights.of(graph))) {
      return model.compile(Options.defaults().threads(1).tuning(tuning));
    }
  }
}
