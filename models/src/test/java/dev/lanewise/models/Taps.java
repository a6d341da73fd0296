package dev.lanewise.models;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.GoldenCase;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the first module of a golden network that puts out something else than PyTorch's. */
final class Taps {
  private static final double BOUND = 1e-3;

  /**
   * Recorded values inside a network, for sample 0.
   *
   * @param module the name of the module in PyTorch
   * @param size the number of elements
   * @param std the standard deviation of all elements
   * @param samples entries {@code index:value}
   */
  private record Tap(String module, long size, double std, List<String> samples) {
    static Tap parse(String line) {
      String[] cells = line.split("\t");
      long size = 1;
      for (String extent : cells[1].split("x")) {
        size *= Long.parseLong(extent);
      }
      return new Tap(cells[0], size, Double.parseDouble(cells[3]), List.of(cells[6].split(";")));
    }

    boolean mayBe(Node node) {
      return node.output().equals(module) || node.output().startsWith(module + ".");
    }

    boolean agrees(MemorySegment values, int batch) {
      if (values.byteSize() / Float.BYTES != size * batch) {
        return false;
      }
      for (String sample : samples) {
        String[] pair = sample.split(":");
        float got = values.getAtIndex(ValueLayout.JAVA_FLOAT, Long.parseLong(pair[0]));
        if (!(Math.abs(got - Double.parseDouble(pair[1])) <= BOUND * std)) {
          return false;
        }
      }
      return true;
    }
  }

  private Taps() {}

  /** One sentence on the first module none of whose nodes puts out what was recorded. */
  static String firstWrong(GoldenCase golden, Model model, Tensor input) throws IOException {
    Path file = golden.folder().resolve("taps_" + golden.tag() + "_f64.tsv");
    int batch = (int) golden.inputShape().dim(0);
    Options options = Options.defaults().optimise(false).precise(true);
    for (Node node : model.graph().nodes()) {
      options = options.alsoOutput(node.output());
    }
    try (Plan plan = model.compile(options);
        Session session = plan.newSession()) {
      GoldenNetwork.fill(session, input);
      session.run();
      for (Tap tap : Files.readAllLines(file).stream().skip(1).map(Tap::parse).toList()) {
        List<Node> nodes = model.graph().nodes().stream().filter(tap::mayBe).toList();
        if (!nodes.isEmpty()
            && nodes.stream().noneMatch(n -> tap.agrees(session.output(n.output()), batch))) {
          return "the first wrong module is " + tap.module();
        }
      }
    }
    return "every recorded module is right, node by node";
  }
}
