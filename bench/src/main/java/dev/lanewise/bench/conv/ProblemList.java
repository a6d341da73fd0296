package dev.lanewise.bench.conv;

import dev.lanewise.engine.graph.Axes;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ConvProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Lists of convolution problems, one line each.
 *
 * <p>The lists of the resource folder {@code problems} are the distinct convolutions of a network
 * at its usual input, in the order of the network. Behind {@code #} is a comment.
 */
public final class ProblemList {
  private ProblemList() {}

  /** The list that the resources keep under a name, or nothing. */
  public static Optional<List<ConvProblem>> named(String name) {
    try (InputStream in =
        ProblemList.class.getResourceAsStream("/dev/lanewise/bench/problems/" + name + ".txt")) {
      return in == null
          ? Optional.empty()
          : Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads problem lines; empty lines and comments are skipped.
   *
   * @throws IllegalArgumentException if a line does not follow the notation
   */
  public static List<ConvProblem> parse(String text) {
    List<ConvProblem> problems = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String problem = line.split("#", 2)[0].strip();
      if (!problem.isEmpty()) {
        problems.add(ConvProblem.parse(problem));
      }
    }
    return List.copyOf(problems);
  }

  /** The distinct convolutions of a network, in its order. */
  public static SequencedSet<ConvProblem> of(Graph graph) {
    Map<String, Shape> shapes = graph.shapes();
    SequencedSet<ConvProblem> problems = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Conv conv) {
        Shape in = shapes.get(node.input(0));
        Shape out = shapes.get(node.output());
        problems.add(
            new ConvProblem(
                Axes.size(in, 0),
                conv.groups(),
                Axes.size(in, 1),
                Axes.size(out, 1),
                Axes.spatial(in),
                conv.kernel(),
                conv.stride(),
                conv.padBefore(),
                conv.padAfter(),
                conv.dilation()));
      }
    }
    return problems;
  }
}
