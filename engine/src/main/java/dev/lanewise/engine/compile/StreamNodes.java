package dev.lanewise.engine.compile;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.stream.Reach;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.PoolProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The nodes of a network in two parts: the body slides along time, the head sees whole windows.
 *
 * <p>The head begins where a node sees a whole window, such as a global average, and is all that
 * depends on it. Every value is padded with one constant at most: a maximum's operand that somebody
 * else pads with zeros is copied.
 */
final class StreamNodes {
  private final Graph graph;
  private final TimeAxis axis;
  private final Map<String, Shape> shapes;
  private final List<Node> body = new ArrayList<>();
  private final List<Node> head = new ArrayList<>();
  private final Map<String, String> same = new HashMap<>();
  private final Set<String> headValues = new HashSet<>();
  private final Map<String, Float> fillings = new HashMap<>();

  /**
   * Divides a graph.
   *
   * @throws LanewiseException if it cannot be computed piece by piece, with the node
   */
  StreamNodes(Graph graph) {
    this.graph = graph;
    if (graph.inputs().size() != 1 || input().rank() < 3 || input().dim(0) != 1) {
      throw new LanewiseException(
          "%s: a stream wants one input [1, C, samples...], got %s"
              .formatted(graph.name(), graph.inputs()));
    }
    this.axis = new TimeAxis(input().rank() - 2);
    this.shapes = new HashMap<>(graph.shapes());
    graph.nodes().forEach(this::add);
    checkOutputs();
  }

  private Shape input() {
    return graph.inputs().firstEntry().getValue();
  }

  /** The name of the network. */
  String name() {
    return graph.name();
  }

  SequencedMap<String, String> outputs() {
    return graph.outputs();
  }

  String inputName() {
    return graph.inputs().firstEntry().getKey();
  }

  TimeAxis axis() {
    return axis;
  }

  /** The nodes that slide along time; identities are left out. */
  List<Node> body() {
    return body;
  }

  /** The nodes that see whole windows. */
  List<Node> head() {
    return head;
  }

  /** The value that another one is only a name of. */
  String canonical(String value) {
    return same.getOrDefault(value, value);
  }

  /** Whether a value is computed per window. */
  boolean isHead(String value) {
    return headValues.contains(value);
  }

  /** Whether the name of an operand is that of a value, not of a weight. */
  boolean isValue(String operand) {
    return !operand.isEmpty() && !graph.parameters().containsKey(operand);
  }

  /** The shape of a value in a plan for one window. */
  Shape shape(String value) {
    return shapes.get(canonical(value));
  }

  /** What stands for positions outside a value; null if nobody reads them. */
  Float filling(String value) {
    return fillings.get(value);
  }

  /** Whether there are outputs per window, else per position. */
  boolean isWindowed() {
    return graph.outputs().values().stream().anyMatch(this::isHead);
  }

  private void add(Node node) {
    List<String> operands =
        node.inputs().stream().map(input -> isValue(input) ? canonical(input) : input).toList();
    Node here = node.withInputs(operands);
    if (operands.stream().anyMatch(headValues::contains) || seesWindow(node)) {
      head.add(here);
      headValues.add(node.output());
    } else if (isIdentity(node)) {
      same.put(node.output(), operands.getFirst());
    } else {
      check(here);
      body.add(padded(here));
    }
  }

  /** Whether a node of maps that slide along time needs all of a window. */
  private boolean seesWindow(Node node) {
    return switch (node.op()) {
      case Op.GlobalAveragePool _,
          SpatialOp.GlobalMaxPool _,
          SpatialOp.AdaptiveAveragePool _,
          Op.Flatten _,
          Op.Linear _ ->
          true;
      case Op.Pool _ ->
          shape(node.output()).dim(TimeAxis.DIM) == 1 && shape(node.input(0)).dim(TimeAxis.DIM) > 1;
      default -> false;
    };
  }

  private static boolean isIdentity(Node node) {
    return node.op() instanceof Op.Identity
        || node.op() instanceof Op.Concat && node.inputs().size() == 1
        || node.op() instanceof SpatialOp.Pad pad && pad.isNone();
  }

  private void check(Node node) {
    switch (node.op()) {
      case Op.Pool pool when pool.kind() != PoolProblem.Kind.MAX -> checkAverage(node, pool);
      case Op.Conv _,
          Op.BatchNorm _,
          Op.Affine _,
          Op.Clip _,
          Op.Add _,
          Op.Pool _,
          Op.Concat _,
          Op.Softmax _,
          Op.SubsamplePadChannels _,
          Op.Identity _,
          PointwiseOp _,
          SpatialOp.Pad _,
          ChannelOp.Reduce _,
          ChannelOp.Normalise _,
          ChannelOp.Slice _ -> {}
      case Op.GlobalAveragePool _,
          Op.Flatten _,
          Op.Linear _,
          SpatialOp.ConvTranspose _,
          SpatialOp.Resize _,
          SpatialOp.Rescale _,
          SpatialOp.AdaptiveAveragePool _,
          SpatialOp.GlobalMaxPool _,
          ChannelOp.Reshape _,
          ChannelOp.Hardwire _ ->
          throw refused(node, "it does not slide along the samples");
    }
    long positions = shape(node.output()).dim(TimeAxis.DIM);
    for (String operand : node.inputs()) {
      boolean slides = !operand.equals(node.input(0)) && isValue(operand);
      if (slides && shape(operand).dim(TimeAxis.DIM) != positions) {
        throw refused(node, "operand " + operand + " has another number of positions");
      }
    }
  }

  private void checkAverage(Node node, Op.Pool pool) {
    Reach reach = axis.reach(pool);
    boolean isInside = pool.kind() == PoolProblem.Kind.AVERAGE_INSIDE;
    if (pool.ceil() || isInside && (reach.before() > 0 || reach.after() > 0)) {
      throw refused(node, "its divisor changes at the ends of the signal");
    }
  }

  /** What an error says of a node that cannot be streamed. */
  LanewiseException refused(Node node, String reason) {
    return new LanewiseException(
        "%s: node %s (%s): cannot be computed piece by piece: %s; stream windows of a plan instead (SampleStream.windows)"
            .formatted(graph.name(), node.name(), node.op().text(), reason));
  }

  /** The node, reading a copy of its operand if others pad that with another constant. */
  private Node padded(Node node) {
    if (node.op() instanceof SpatialOp.Pad || !axis.reach(node.op()).pads()) {
      return node;
    }
    String operand = node.input(0);
    float wanted = TimeAxis.filling(node.op());
    Float given = fillings.putIfAbsent(operand, wanted);
    if (given == null || given == wanted) {
      return node;
    }
    String copy = operand + "@padded with " + wanted;
    if (fillings.put(copy, wanted) == null) {
      shapes.put(copy, shape(operand));
      body.add(new Node(copy, new Op.Clip(Clamp.NONE), List.of(operand), List.of(copy)));
    }
    List<String> operands = new ArrayList<>(node.inputs());
    operands.set(0, copy);
    return node.withInputs(operands);
  }

  private void checkOutputs() {
    graph
        .outputs()
        .forEach(
            (output, value) -> {
              if (isHead(value) != isWindowed()) {
                throw new LanewiseException(
                    "%s: output %s belongs to each %s, others do not; stream them apart"
                        .formatted(graph.name(), output, isHead(value) ? "window" : "position"));
              }
            });
  }
}
