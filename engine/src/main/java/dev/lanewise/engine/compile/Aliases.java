package dev.lanewise.engine.compile;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which values of a graph are the memory of another one, read differently, and how all lie. */
final class Aliases {
  private final Map<String, String> same = new HashMap<>();
  private final Map<String, Layout> layouts = new HashMap<>();
  private final Set<String> readInOrder = new HashSet<>();

  private Aliases(Graph graph) {
    Map<String, Shape> shapes = graph.shapes();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Op.Linear)) {
        readInOrder.addAll(node.inputs());
      }
    }
    graph.inputs().forEach((input, shape) -> layouts.put(input, Layout.of(shape)));
    for (Node node : graph.nodes()) {
      String source = of(node.input(0));
      if (isAlias(node, layouts.get(source))) {
        same.put(node.output(), source);
      } else {
        layouts.put(node.output(), Layout.of(shapes.get(node.output())));
      }
    }
  }

  static Aliases of(Graph graph) {
    return new Aliases(graph);
  }

  private boolean isAlias(Node node, Layout source) {
    return switch (node.op()) {
      case Op.Identity _ -> true;
      case Op.Concat _ -> node.inputs().size() == 1;
      case Op.GlobalAveragePool _, SpatialOp.GlobalMaxPool _ -> source.volume() == 1;
      case SpatialOp.Pad pad -> pad.isNone();
      case SpatialOp.Resize resize -> resize.size().equals(source.size());
      case SpatialOp.AdaptiveAveragePool pool -> pool.size().equals(source.size());
      // A linear layer reads a map as a convolution of the map's size, an output is reordered
      // anyway; other readers need the logical order of a vector.
      case Op.Flatten _ -> source.volume() == 1 || !readInOrder.contains(node.output());
      default -> false;
    };
  }

  /** The value in whose memory this one lies: mostly itself. */
  String of(String value) {
    return same.getOrDefault(value, value);
  }

  List<String> of(List<String> values) {
    return values.stream().map(this::of).toList();
  }

  /** Whether a value has memory of its own. */
  boolean isOwn(String value) {
    return !same.containsKey(value);
  }

  /** How the memory of a value lies. */
  Layout layout(String value) {
    return layouts.get(of(value));
  }

  /** How all values with memory of their own lie. */
  Map<String, Layout> layouts() {
    return layouts;
  }
}
