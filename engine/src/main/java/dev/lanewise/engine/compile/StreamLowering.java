package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.StreamTimes.Read;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.stream.StreamContents;
import dev.lanewise.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Turns a graph into the kernel calls of one step of a stream.
 *
 * <p>As activations are channels-last, the positions of a value lie one behind the other: what
 * earlier steps left stands in front of what this one computes, and an operation reads a map that
 * begins in the former and ends in the latter. So all of a step are the calls of an ordinary graph,
 * whose inputs are such maps.
 */
final class StreamLowering {
  private final BoundGraph bound;
  private final StreamNodes nodes;
  private final StreamTimes times;
  private final StreamMemory memory;
  private final int hop;
  private final SequencedMap<String, Shape> views = new LinkedHashMap<>();
  private final List<Node> stepNodes = new ArrayList<>();
  private final SequencedMap<String, Integer> indices = new LinkedHashMap<>();
  private final List<StreamContents.Length> lengths = new ArrayList<>();

  private StreamLowering(BoundGraph bound, int hop) {
    this.bound = bound;
    this.hop = hop;
    this.nodes = new StreamNodes(bound.graph());
    this.times = new StreamTimes(nodes, hop);
    index();
    this.memory = new StreamMemory(nodes, times, indices);
  }

  /**
   * A step.
   *
   * @param inputs memory of the plan that the stream fills: samples and clock
   * @param outputs memory that it reads
   */
  record Lowered(
      Program program,
      SequencedMap<String, Shape> inputs,
      SequencedMap<String, Shape> outputs,
      StreamContents contents) {}

  /**
   * Lowers a graph.
   *
   * @param hop samples of a step
   * @param inPlace whether operands of concatenations may be computed in place
   */
  static Lowered lower(BoundGraph bound, int hop, boolean inPlace) {
    return new StreamLowering(bound, hop).lower(inPlace);
  }

  private Lowered lower(boolean inPlace) {
    String input = nodes.inputName();
    views.put(input, TimeAxis.resized(nodes.shape(input), hop));
    nodes.body().forEach(this::body);
    nodes.head().forEach(this::head);
    SequencedMap<String, String> outputs = new LinkedHashMap<>();
    nodes.outputs().forEach((output, value) -> outputs.put(output, nodes.canonical(value)));
    Graph graph =
        new Graph(nodes.name(), views, stepNodes, outputs, bound.parameters(), List.of(), false);
    BoundGraph step = new BoundGraph(graph, bound.constants());
    Program program = Lowering.lower(step, inPlace, memory.places());
    SequencedMap<String, Shape> inputs = new LinkedHashMap<>();
    inputs.put(input, memory.samples());
    inputs.put(StreamMemory.clockName(), memory.clock());
    return new Lowered(program, inputs, graph.outputShapes(), contents(outputs));
  }

  /** Numbers the values whose lengths the clock tells, the signal first. */
  private void index() {
    indices.put(nodes.inputName(), 0);
    for (Node node : nodes.body()) {
      Read read = times.reads(node).getFirst();
      indices.put(node.output(), indices.size());
      lengths.add(new StreamContents.Length(indices.get(read.value()) - 1, read.reach()));
    }
  }

  private void body(Node node) {
    List<String> operands = new ArrayList<>(node.inputs());
    for (Read read : times.reads(node)) {
      int lookBack = times.lookBack(read, node);
      int length = read.reach().read(times.count(node.output()));
      String view = "%s@%s#%d".formatted(read.value(), node.name(), read.index());
      operands.set(read.index(), view(view, read.value(), lookBack, length));
    }
    stepNodes.add(node.withOp(nodes.axis().unpadded(node.op())).withInputs(operands));
  }

  private void head(Node node) {
    List<String> operands = new ArrayList<>(node.inputs());
    for (int i = 0; i < operands.size(); i++) {
      String value = operands.get(i);
      if (times.isBody(value)) {
        int length = Math.toIntExact(nodes.shape(value).dim(TimeAxis.DIM));
        operands.set(i, view(value + "@window", value, times.windowLookBack(value), length));
      }
    }
    stepNodes.add(node.withInputs(operands));
  }

  /** The name of a map that begins so many positions in front of what a step computes. */
  private String view(String name, String value, int lookBack, int length) {
    if (lookBack == 0 && length == times.count(value)) {
      return value;
    }
    if (views.putIfAbsent(name, TimeAxis.resized(nodes.shape(value), length)) == null) {
      memory.addView(name, value, lookBack);
    }
    return name;
  }

  private StreamContents contents(SequencedMap<String, String> outputs) {
    List<StreamContents.Output> counts = new ArrayList<>();
    for (String value : outputs.values()) {
      counts.add(
          nodes.isWindowed()
              ? new StreamContents.Output(-1, 1, 0, hop)
              : new StreamContents.Output(
                  indices.get(value) - 1, times.count(value), times.lag(value), times.rate(value)));
    }
    return new StreamContents(
        nodes.shape(nodes.inputName()),
        hop,
        times.phase(),
        memory.skippedBytes(),
        lengths,
        counts,
        times.windowLag());
  }
}
