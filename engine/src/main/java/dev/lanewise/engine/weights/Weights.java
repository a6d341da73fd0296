package dev.lanewise.engine.weights;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightProblem.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of all parameters of one graph, checked.
 *
 * <p>Nothing is copied: the tensors stay those of the source, in the file's type, and live as long
 * as it is open. Immutable and thread-safe.
 */
public final class Weights {
  /** What training on several devices puts in front of every name. */
  private static final String DATA_PARALLEL = "module.";

  private final Map<String, Tensor> tensors;

  private Weights(Map<String, Tensor> tensors) {
    this.tensors = Map.copyOf(tensors);
  }

  /**
   * Finds a tensor for each parameter of a graph.
   *
   * <p>Names must agree, except that a prefix {@code module.} in the source is dropped. Types must
   * be floating-point. Optional parameters may be absent and are not looked at.
   *
   * @throws WeightMismatchException if a tensor is missing, unexpected, or of a wrong shape or
   *     type; it lists all such problems
   */
  public static Weights bind(Graph graph, WeightSource source) {
    List<WeightProblem> unexpected = new ArrayList<>();
    Map<String, String> found = match(graph, source, unexpected);
    List<WeightProblem> problems = new ArrayList<>();
    Map<String, Tensor> tensors = new HashMap<>();
    graph
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (!parameter.optional()) {
                check(name, parameter, found.get(name), source, tensors, problems);
              }
            });
    problems.addAll(unexpected);
    if (!problems.isEmpty()) {
      throw new WeightMismatchException(source.describe(), "the network " + graph.name(), problems);
    }
    return new Weights(tensors);
  }

  /**
   * The tensor of a required parameter: floating-point, of the parameter's shape.
   *
   * @throws IllegalArgumentException if the graph has no such parameter
   */
  public Tensor get(String parameter) {
    Tensor tensor = tensors.get(parameter);
    if (tensor == null) {
      throw new IllegalArgumentException("no required parameter is called '" + parameter + "'");
    }
    return tensor;
  }

  /** The names of all required parameters, in no particular order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Bytes of all tensors as the source stores them. */
  public long byteSize() {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
  }

  private static Map<String, String> match(
      Graph graph, WeightSource source, List<WeightProblem> unexpected) {
    Map<String, String> found = new HashMap<>();
    Set<String> wanted = new HashSet<>(graph.parameters().keySet());
    for (String stored : source.names()) {
      String name = parameterName(stored, wanted);
      if (name.isEmpty()) {
        String bare = withoutPrefix(stored);
        if (graph.ignoredPrefixes().stream().noneMatch(bare::startsWith)) {
          unexpected.add(
              new WeightProblem(
                  Kind.UNEXPECTED, stored, "", source.get(stored).shape().toString()));
        }
      } else if (found.putIfAbsent(name, stored) != null) {
        unexpected.add(
            new WeightProblem(Kind.TWICE, name, "one", found.get(name) + " and " + stored));
      }
    }
    return found;
  }

  private static String parameterName(String stored, Set<String> wanted) {
    if (wanted.contains(stored)) {
      return stored;
    }
    String bare = withoutPrefix(stored);
    return wanted.contains(bare) ? bare : "";
  }

  private static String withoutPrefix(String stored) {
    return stored.startsWith(DATA_PARALLEL) ? stored.substring(DATA_PARALLEL.length()) : stored;
  }

  private static void check(
      String name,
      Parameter parameter,
      String stored,
      WeightSource source,
      Map<String, Tensor> tensors,
      List<WeightProblem> problems) {
    if (stored == null) {
      problems.add(new WeightProblem(Kind.MISSING, name, parameter.shape().toString(), ""));
      return;
    }
    Tensor tensor = source.get(stored);
    if (!tensor.shape().equals(parameter.shape())) {
      problems.add(
          new WeightProblem(
              Kind.WRONG_SHAPE, name, parameter.shape().toString(), tensor.shape().toString()));
    }
    if (!tensor.dtype().isFloatingPoint()) {
      problems.add(
          new WeightProblem(
              Kind.WRONG_TYPE, name, "F32 (or F16, BF16, F64)", tensor.dtype().toString()));
    }
    tensors.put(name, tensor);
  }
}
