package dev.lanewise.models;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The size of a network in numbers. Heads used in training only count where the published weights
 * have them; they cost no multiplications.
 *
 * @param parameters trainable ones: without the running mean and variance of batch normalisations
 * @param floats all numbers of a weights file as it was published
 * @param tensors entries of the state dictionary, training counters included
 * @param macs multiplications with addition per sample, in convolutions and linear layers alone
 */
public record ModelCounts(long parameters, long floats, int tensors, long macs) {

  /** Counts a graph at the size of its inputs. */
  public static ModelCounts of(Graph graph) {
    Set<String> statistics =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Op.BatchNorm)
            .flatMap(node -> node.inputs().subList(3, 5).stream())
            .collect(Collectors.toSet());
    long floats = 0;
    long parameters = 0;
    for (Map.Entry<String, Parameter> entry : graph.parameters().entrySet()) {
      String name = entry.getKey();
      boolean unread = entry.getValue().optional();
      if (!(unread && name.endsWith(".num_batches_tracked"))) {
        boolean statistic =
            statistics.contains(name)
                || unread && (name.endsWith(".running_mean") || name.endsWith(".running_var"));
        long count = entry.getValue().shape().elementCount();
        floats += count;
        parameters += statistic ? 0 : count;
      }
    }
    long macs = macsByNode(graph).values().stream().mapToLong(Long::longValue).sum();
    return new ModelCounts(parameters, floats, graph.parameters().size(), macs);
  }

  /** Multiplications with addition per sample, by the name of each node; 0 for most kinds. */
  public static SequencedMap<String, Long> macsByNode(Graph graph) {
    Map<String, Shape> shapes = graph.shapes();
    SequencedMap<String, Long> macs = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      macs.put(
          node.name(),
          switch (node.op()) {
            case Op.Conv _, Op.Linear _ -> {
              Shape out = shapes.get(node.output());
              Shape weight = graph.parameters().get(node.input(1)).shape();
              long outputs = out.elementCount() / out.dim(0);
              yield Math.multiplyExact(outputs, weight.elementCount() / weight.dim(0));
            }
            // Each input is multiplied by all weights of its channel.
            case SpatialOp.ConvTranspose _ -> {
              Shape in = shapes.get(node.input(0));
              Shape weight = graph.parameters().get(node.input(1)).shape();
              long inputs = in.elementCount() / in.dim(0);
              yield Math.multiplyExact(inputs, weight.elementCount() / weight.dim(0));
            }
            default -> 0L;
          });
    }
    return Collections.unmodifiableSequencedMap(macs);
  }
}
