package dev.lanewise.models;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a network sees a class: class activation maps.
 *
 * <p>In a network that ends in the mean over all positions and one linear layer, the logit of a
 * class is, but for the bias, the mean over all positions of {@code sum over c of w[class, c] *
 * map[c]}. That sum, position by position, is the heat. Where the mean is the last step, channel
 * {@code class} of the map is the heat.
 *
 * <p>Source: Zhou, Khosla, Lapedriza, Oliva, Torralba (2016), Learning Deep Features for
 * Discriminative Localization.
 *
 * @param map the name of the value {@code [N, C, H, W]} that is averaged
 * @param weight the name of the linear layer's weight {@code [classes, C]}; empty if there is none
 */
public record ClassActivation(String map, Optional<String> weight) {
  /** Finds the map and the weight; nothing if the network does not end so. */
  public static Optional<ClassActivation> of(Graph graph) {
    Map<String, Node> nodes =
        graph.nodes().stream().collect(Collectors.toMap(Node::output, node -> node));
    Optional<String> weight = Optional.empty();
    Node node = nodes.get(graph.outputs().firstEntry().getValue());
    while (node != null) {
      if (node.op() instanceof Op.Linear && weight.isEmpty()) {
        weight = Optional.of(node.input(1));
      } else if (isMean(node.op())) {
        boolean ofMap = graph.shapes().get(node.input(0)).rank() == 4;
        return ofMap ? Optional.of(new ClassActivation(node.input(0), weight)) : Optional.empty();
      } else if (!keepsValues(node.op())) {
        return Optional.empty();
      }
      node = nodes.get(node.input(0));
    }
    return Optional.empty();
  }

  private static boolean isMean(Op op) {
    return op instanceof Op.GlobalAveragePool
        || op instanceof SpatialOp.AdaptiveAveragePool pool && pool.size().equals(Extent.ONE);
  }

  /** Softmax keeps the order of classes. */
  private static boolean keepsValues(Op op) {
    return op instanceof Op.Identity || op instanceof Op.Flatten || op instanceof Op.Softmax;
  }

  /**
   * The weights of the linear layer, class after class; empty if there is none.
   *
   * @param weights those that the graph is compiled with
   */
  public float[] linear(Weights weights) {
    return weight.map(name -> weights.get(name).toFloats()).orElse(new float[0]);
  }

  /**
   * The heat of a class at each position.
   *
   * @param values of the map for one sample: channel after channel, row by row
   * @param positions of the map: height times width
   * @param linear what {@link #linear} returns
   * @param index the class, from 0
   */
  public float[] heat(float[] values, int positions, float[] linear, int index) {
    if (weight.isEmpty()) {
      return Arrays.copyOfRange(values, index * positions, (index + 1) * positions);
    }
    int channels = values.length / positions;
    float[] heat = new float[positions];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < positions; i++) {
        heat[i] += linear[index * channels + c] * values[c * positions + i];
      }
    }
    return heat;
  }
}
