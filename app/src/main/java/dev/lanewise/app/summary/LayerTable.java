package dev.lanewise.app.summary;

import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.ModelCounts;
import dev.lanewise.models.ReceptiveField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A row for each layer: operation, shape of the output, numbers in weights, multiply-adds,
 * receptive field, and the kernel that computes it. Rows of groups hold sums; a weight that is used
 * twice counts once, where it is used first.
 */
public final class LayerTable {
  private static final String FUSED = "fused";

  private final Graph graph;
  private final Map<String, Shape> shapes;
  private final Map<String, Long> macs;
  private final Map<String, Long> weights = new LinkedHashMap<>();
  private final Map<String, ReceptiveField> fields;
  private final Map<String, String> kernels = new LinkedHashMap<>();

  /** Gathers the numbers of a graph and of the plan that it was compiled to. */
  public LayerTable(Graph graph, Plan plan) {
    this.graph = graph;
    this.shapes = graph.shapes();
    this.macs = ModelCounts.macsByNode(graph);
    this.fields = ReceptiveField.of(graph);
    Set<String> counted = new HashSet<>();
    for (Node node : graph.nodes()) {
      long count = 0;
      for (String operand : node.inputs()) {
        Parameter parameter = graph.parameters().get(operand);
        boolean first = parameter != null && counted.add(operand);
        count += first ? parameter.shape().elementCount() : 0;
      }
      weights.put(node.name(), count);
    }
    for (PlannedStep step : plan.steps()) {
      kernels.putIfAbsent(step.node(), step.choice().kernel());
    }
  }

  /** The rows, the first one being the heading. */
  public List<String> lines() {
    Table table = new Table("<<<>>>" + "<");
    table.row("layer", "operation", "output", "weights", "MACs per sample", "field", "kernel");
    graph.inputs().forEach((name, shape) -> table.row(name, "input", shape, "-", "-", "-", "-"));
    add(table, LayerTree.of(graph), 0);
    return table.lines();
  }

  private void add(Table table, LayerTree group, int depth) {
    String indent = "  ".repeat(depth);
    for (Object member : group.members()) {
      switch (member) {
        case LayerTree inner -> {
          table.row(
              indent + inner.name(),
              "",
              "",
              countOrDash(inner.sum(node -> weights.get(node.name()))),
              countOrDash(inner.sum(node -> macs.get(node.name()))));
          add(table, inner, depth + 1);
        }
        case Node node -> {
          Object[] row = row(node);
          row[0] = indent + row[0];
          table.row(row);
        }
        default -> throw new IllegalStateException(member.toString());
      }
    }
  }

  private Object[] row(Node node) {
    return new Object[] {
      node.name(),
      node.op().text(),
      shapes.get(node.output()),
      countOrDash(weights.get(node.name())),
      countOrDash(macs.get(node.name())),
      fields.get(node.output()).text(spatialRank()),
      kernels.getOrDefault(node.name(), FUSED)
    };
  }

  private int spatialRank() {
    return Math.max(1, graph.inputs().firstEntry().getValue().rank() - 2);
  }

  private static String countOrDash(long count) {
    return count == 0 ? "-" : Units.count(count);
  }

  /** The same for programs: an object for each node, in the order of execution. */
  public List<Map<String, Object>> objects() {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("layer", node.name());
      object.put("operation", node.op().text());
      List<Long> shape = new ArrayList<>();
      for (long extent : shapes.get(node.output()).dims()) {
        shape.add(extent);
      }
      object.put("output", shape);
      object.put("weights", weights.get(node.name()));
      object.put("macs", macs.get(node.name()));
      object.put("field", fields.get(node.output()).text(spatialRank()));
      object.put("kernel", kernels.getOrDefault(node.name(), FUSED));
      objects.add(object);
    }
    return objects;
  }
}
