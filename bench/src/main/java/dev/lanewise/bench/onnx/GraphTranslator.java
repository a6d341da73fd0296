package dev.lanewise.bench.onnx;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.PostOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Turns a graph into an ONNX graph, node by node. */
final class GraphTranslator {
  private final Graph graph;
  private final Map<String, Shape> shapes;
  private final OnnxGraph onnx;

  /** The ONNX names of inputs, parameters and node outputs. */
  private final Map<String, String> names = new HashMap<>();

  private final OperatorTranslator operators;

  private GraphTranslator(Graph graph) {
    this.graph = graph;
    this.shapes = graph.shapes();
    this.onnx = new OnnxGraph(graph.name());
    this.operators = new OperatorTranslator(this, onnx);
  }

  static OnnxGraph translate(Graph graph, Weights weights) {
    GraphTranslator translator = new GraphTranslator(graph);
    translator.nameValues();
    translator.declareInputs();
    graph
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (!parameter.optional()) {
                translator.onnx.constant(translator.names.get(name), weights.get(name));
              }
            });
    graph.nodes().forEach(translator::node);
    translator.declareOutputs();
    return translator.onnx;
  }

  /**
   * Inputs and outputs keep their names. ONNX has one name space for both, so an output that shows
   * the value of a node gives it its name, and other values give way.
   */
  private void nameValues() {
    graph.inputs().keySet().forEach(name -> names.put(name, onnx.fresh(name)));
    graph
        .outputs()
        .forEach(
            (output, value) -> {
              String name = onnx.fresh(output);
              if (!name.equals(output)) {
                throw new LanewiseException(
                    "graph %s: an output has the name of the input '%s', which ONNX does not allow"
                        .formatted(graph.name(), output));
              }
              names.putIfAbsent(value, output);
            });
    graph.parameters().keySet().forEach(name -> names.put(name, onnx.fresh(name)));
    for (Node node : graph.nodes()) {
      names.computeIfAbsent(node.output(), onnx::fresh);
    }
  }

  private void declareInputs() {
    graph.inputs().forEach((name, shape) -> onnx.input(names.get(name), shape));
  }

  private void declareOutputs() {
    graph
        .outputs()
        .forEach(
            (output, value) -> {
              if (!names.get(value).equals(output)) {
                onnx.node("Identity", List.of(names.get(value)), output);
              }
              onnx.output(output, shapes.get(value));
            });
  }

  private void node(Node node) {
    switch (node.op()) {
      case Op.Conv conv -> conv(node, conv);
      case Op.Linear linear ->
          clamped(node, linear.post(), "Gemm", operands(node, 3), Attribute.integer("transB", 1));
      case Op.BatchNorm norm ->
          clamped(
              node,
              norm.clamp(),
              "BatchNormalization",
              operands(node, 5),
              Attribute.real("epsilon", (float) norm.eps()));
      case Op.Affine affine -> affine(node, affine);
      case Op.Clip clip -> clip(operand(node, 0), clip.clamp(), result(node));
      case Op.Add add -> clamped(node, add.clamp(), "Add", operands(node, 2));
      case Op.Pool pool -> pool(node, pool);
      case Op.GlobalAveragePool gap -> globalAveragePool(node, gap);
      case Op.Flatten _ ->
          onnx.node("Flatten", operands(node, 1), result(node), Attribute.integer("axis", 1));
      case Op.Concat _ ->
          onnx.node(
              "Concat",
              operands(node, node.inputs().size()),
              result(node),
              Attribute.integer("axis", 1));
      case Op.Softmax _ ->
          onnx.node("Softmax", operands(node, 1), result(node), Attribute.integer("axis", 1));
      case Op.SubsamplePadChannels subsample -> subsample(node, subsample);
      case Op.Identity _ -> onnx.node("Identity", operands(node, 1), result(node));
      case PointwiseOp pointwise -> operators.pointwise(node, pointwise);
      case SpatialOp spatial -> operators.spatial(node, spatial);
      case ChannelOp channel -> operators.channel(node, channel);
    }
  }

  private void conv(Node node, Op.Conv conv) {
    ProtoMessage[] attributes = {
      Attribute.integers("kernel_shape", axes(conv.rank(), conv.kernel())),
      Attribute.integers("strides", axes(conv.rank(), conv.stride())),
      pads(conv.rank(), conv.padBefore(), conv.padAfter()),
      Attribute.integers("dilations", axes(conv.rank(), conv.dilation())),
      Attribute.integer("group", conv.groups())
    };
    if (node.hasInput(3)) {
      String product = onnx.fresh(node.name() + ".product");
      onnx.node("Conv", operands(node, 3), product, attributes);
      clamped(node, conv.post(), "Add", List.of(product, operand(node, 3)));
    } else {
      clamped(node, conv.post(), "Conv", operands(node, 3), attributes);
    }
  }

  private void affine(Node node, Op.Affine affine) {
    String scaled = onnx.fresh(node.name() + ".scaled");
    onnx.node("Mul", List.of(operand(node, 0), perChannel(node, 1)), scaled);
    clamped(node, affine.clamp(), "Add", List.of(scaled, perChannel(node, 2)));
  }

  /** Operand {@code [C]} with as many axes behind C as the node's input has. */
  private String perChannel(Node node, int index) {
    int spatial = shape(node.input(0)).rank() - 2;
    Shape given = graph.parameters().get(node.input(index)).shape();
    if (spatial == 0 && given.rank() == 1) {
      return operand(node, index);
    }
    long[] dims = new long[1 + spatial];
    Arrays.fill(dims, 1);
    dims[0] = given.elementCount();
    String broad = onnx.fresh(operand(node, index) + ".broad");
    String shape = onnx.integers(node.name() + ".shape", dims);
    onnx.node("Reshape", List.of(operand(node, index), shape), broad);
    return broad;
  }

  private void pool(Node node, Op.Pool pool) {
    boolean max = pool.kind() == PoolProblem.Kind.MAX;
    if (!max && !pool.dilation().equals(Extent.ONE)) {
      throw new LanewiseException(
          "%s: %s: ONNX operator set 17 has no average pooling with dilation"
              .formatted(node.name(), pool.text()));
    }
    onnx.node(
        max ? "MaxPool" : "AveragePool",
        operands(node, 1),
        result(node),
        Attribute.integers("kernel_shape", axes(pool.rank(), pool.kernel())),
        Attribute.integers("strides", axes(pool.rank(), pool.stride())),
        pads(pool.rank(), pool.padBefore(), pool.padAfter()),
        Attribute.integer("ceil_mode", pool.ceil() ? 1 : 0),
        max
            ? Attribute.integers("dilations", axes(pool.rank(), pool.dilation()))
            : Attribute.integer(
                "count_include_pad", pool.kind() == PoolProblem.Kind.AVERAGE_WITH_PADDING ? 1 : 0));
  }

  private void globalAveragePool(Node node, Op.GlobalAveragePool gap) {
    String pooled = gap.keepAxes() ? result(node) : onnx.fresh(node.name() + ".map");
    onnx.node("GlobalAveragePool", operands(node, 1), pooled);
    if (!gap.keepAxes()) {
      onnx.node("Flatten", List.of(pooled), result(node), Attribute.integer("axis", 1));
    }
  }

  private void subsample(Node node, Op.SubsamplePadChannels op) {
    String name = node.name();
    int rank = op.rank();
    long[] starts = new long[rank];
    long[] ends = new long[rank];
    Arrays.fill(ends, Long.MAX_VALUE);
    String sampled = onnx.fresh(name + ".sampled");
    onnx.node(
        "Slice",
        List.of(
            operand(node, 0),
            onnx.integers(name + ".starts", starts),
            onnx.integers(name + ".ends", ends),
            onnx.integers(name + ".axes", LongStream.range(2, 2 + rank).toArray()),
            onnx.integers(name + ".steps", axes(rank, op.stride()))),
        sampled);
    long[] pads = new long[2 * (2 + rank)];
    pads[1] = op.front();
    pads[2 + rank + 1] = op.back();
    onnx.node("Pad", List.of(sampled, onnx.integers(name + ".pads", pads)), result(node));
  }

  /** A node, with its clamp as a second node if there is one. */
  void clamped(
      Node node, PostOp post, String type, List<String> operands, ProtoMessage... attributes) {
    if (post.isNone()) {
      onnx.node(type, operands, result(node), attributes);
      return;
    }
    String open = onnx.fresh(node.name() + ".open");
    onnx.node(type, operands, open, attributes);
    switch (post) {
      case Clamp clamp -> clip(open, clamp, result(node));
      case Activation activation -> operators.activate(activation, open, result(node));
    }
  }

  private void clip(String x, Clamp clamp, String result) {
    if (clamp.equals(Clamp.RELU)) {
      onnx.node("Relu", List.of(x), result);
    } else {
      String low = bound(result + ".low", clamp.low());
      String high = bound(result + ".high", clamp.high());
      onnx.node("Clip", withoutTrailingBlanks(List.of(x, low, high)), result);
    }
  }

  private String bound(String wish, float number) {
    return Float.isInfinite(number) ? "" : onnx.scalar(wish, number);
  }

  /** The shape of an input or a node's output. */
  Shape shape(String value) {
    return shapes.get(value);
  }

  String operand(Node node, int index) {
    return node.hasInput(index) ? names.get(node.input(index)) : "";
  }

  List<String> operands(Node node, int count) {
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operands.add(operand(node, i));
    }
    return withoutTrailingBlanks(operands);
  }

  private static List<String> withoutTrailingBlanks(List<String> operands) {
    int count = operands.size();
    while (count > 0 && operands.get(count - 1).isEmpty()) {
      count--;
    }
    return operands.subList(0, count);
  }

  String result(Node node) {
    return names.get(node.output());
  }

  static long[] axes(int rank, Extent extent) {
    long[] all = {extent.depth(), extent.height(), extent.width()};
    return Arrays.copyOfRange(all, 3 - rank, 3);
  }

  static ProtoMessage pads(int rank, Extent before, Extent after) {
    return Attribute.integers(
        "pads",
        LongStream.concat(Arrays.stream(axes(rank, before)), Arrays.stream(axes(rank, after)))
            .toArray());
  }
}
