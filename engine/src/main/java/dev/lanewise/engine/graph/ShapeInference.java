package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Derives the shape of every value of a graph, and thereby checks that its nodes fit together. */
public final class ShapeInference {
  private final OperandShapes in;

  private ShapeInference(OperandShapes in) {
    this.in = in;
  }

  /**
   * The shapes of all inputs and node outputs, in the order of their definition.
   *
   * @throws GraphException if a node does not fit its operands
   */
  static SequencedMap<String, Shape> infer(
      Map<String, Shape> inputs, List<Node> nodes, Map<String, Parameter> parameters) {
    SequencedMap<String, Shape> shapes = new LinkedHashMap<>(inputs);
    Map<String, Shape> known = new HashMap<>(inputs);
    parameters.forEach((name, parameter) -> known.put(name, parameter.shape()));
    for (Node node : nodes) {
      List<Shape> operands = new ArrayList<>();
      for (String input : node.inputs()) {
        operands.add(input.isEmpty() ? null : known.get(input));
      }
      Shape shape = output(node.name(), node.op(), operands);
      shapes.put(node.output(), shape);
      known.put(node.output(), shape);
    }
    return shapes;
  }

  /**
   * The shape of a node's output.
   *
   * @param node the name of the node, for messages
   * @param inputs shapes of the operands; null or missing for an optional one that is left out
   * @throws GraphException if the operands do not fit, saying what was wanted and what came
   */
  public static Shape output(String node, Op op, List<Shape> inputs) {
    OperandShapes operands = new OperandShapes(node, op, inputs);
    try {
      return new ShapeInference(operands).infer();
    } catch (IllegalArgumentException | ArithmeticException problem) {
      throw new GraphException(
          operands.where() + " on " + inputs + ": " + problem.getMessage(), problem);
    }
  }

  private Shape infer() {
    return switch (in.op()) {
      case Op.Conv conv -> conv(conv);
      case Op.Linear _ -> linear();
      case Op.BatchNorm _ -> perChannel(4);
      case Op.Affine _ -> affine();
      case Op.Add _ -> add();
      case Op.Pool pool -> pool(pool);
      case Op.GlobalAveragePool gap -> in.globalPool(gap.keepAxes());
      case Op.Flatten _ -> Shape.of(in.x().dim(0), in.x().elementCount() / in.x().dim(0));
      case Op.Concat _ -> concat();
      case Op.SubsamplePadChannels s -> subsample(s);
      case Op.Clip _, Op.Softmax _, Op.Identity _ -> in.x();
      case PointwiseOp pointwise -> PointwiseShapes.infer(pointwise, in);
      case SpatialOp spatial -> SpatialShapes.infer(spatial, in);
      case ChannelOp channel -> ChannelShapes.infer(channel, in);
    };
  }

  private Shape conv(Op.Conv conv) {
    Shape x = in.map(conv.rank());
    Shape weight = in.required(1, "a weight");
    if (weight.rank() != conv.rank() + 2) {
      throw in.wanted("a weight of rank " + (conv.rank() + 2), weight);
    }
    int out = Axes.size(weight, 0);
    Shape fitting =
        conv.groups() < 1
            ? weight
            : Axes.shape(out, x.dim(1) / conv.groups(), conv.rank(), conv.kernel());
    if (!weight.equals(fitting)) {
      throw in.wanted("weight " + fitting + " for input " + x, weight);
    }
    in.bias(2, out);
    Extent size =
        new ConvProblem(
                Axes.size(x, 0),
                conv.groups(),
                Axes.size(x, 1),
                out,
                Axes.spatial(x),
                conv.kernel(),
                conv.stride(),
                conv.padBefore(),
                conv.padAfter(),
                conv.dilation())
            .out();
    return in.withResidual(3, Axes.shape(x.dim(0), out, conv.rank(), size));
  }

  private Shape linear() {
    Shape x = in.x();
    Shape weight = in.required(1, "a weight");
    if (x.rank() != 2) {
      throw in.wanted("an input [N, F] (flatten the map first)", x);
    }
    if (weight.rank() != 2 || weight.dim(1) != x.dim(1)) {
      throw in.wanted("a weight [out, " + x.dim(1) + "] for input " + x, weight);
    }
    in.bias(2, Axes.size(weight, 0));
    return in.withResidual(3, Shape.of(x.dim(0), weight.dim(0)));
  }

  private Shape perChannel(int operands) {
    Shape x = in.x();
    Shape fitting = Shape.of(x.dim(1));
    for (int i = 1; i <= operands; i++) {
      Shape numbers = in.required(i, "operand " + i);
      if (!numbers.equals(fitting)) {
        throw in.wanted("operand " + i + " of shape " + fitting + " for input " + x, numbers);
      }
    }
    return x;
  }

  private Shape affine() {
    Shape x = in.x();
    for (int i = 1; i <= 2; i++) {
      Shape numbers = in.required(i, "operand " + i);
      if (numbers.elementCount() != x.dim(1)) {
        throw in.wanted("operand %d of %d numbers for input %s".formatted(i, x.dim(1), x), numbers);
      }
    }
    return x;
  }

  private Shape add() {
    Shape b = in.required(1, "a second operand");
    if (!b.equals(in.x())) {
      throw in.wanted("two operands of one shape", in.x() + " and " + b);
    }
    return b;
  }

  private Shape pool(Op.Pool pool) {
    Shape x = in.map(pool.rank());
    Extent size =
        new PoolProblem(
                Axes.size(x, 0),
                Axes.size(x, 1),
                Axes.spatial(x),
                pool.kernel(),
                pool.stride(),
                pool.padBefore(),
                pool.padAfter(),
                pool.dilation(),
                pool.ceil(),
                pool.kind())
            .out();
    return Axes.shape(x.dim(0), x.dim(1), pool.rank(), size);
  }

  private Shape concat() {
    long[] dims = in.x().dims();
    long channels = 0;
    for (int i = 0; i < in.shapes().size(); i++) {
      long[] other = in.required(i, "operand " + i).dims();
      channels = Math.addExact(channels, other.length > 1 ? other[1] : 0);
      dims[1] = other.length > 1 ? other[1] : 0;
      if (!Shape.of(other).equals(Shape.of(dims))) {
        throw in.wanted("operands that differ in channels only", in.shapes());
      }
    }
    dims[1] = channels;
    return Shape.of(dims);
  }

  private Shape subsample(Op.SubsamplePadChannels s) {
    Shape x = in.map(s.rank());
    if (s.front() < 0 || s.back() < 0) {
      throw in.wanted("0 or more channels in front and behind", s.front() + " and " + s.back());
    }
    Extent from = Axes.spatial(x);
    Extent stride = s.stride();
    if (Math.min(stride.depth(), Math.min(stride.height(), stride.width())) < 1) {
      throw in.wanted("strides of at least 1", stride);
    }
    Extent size =
        new Extent(
            Math.ceilDiv(from.depth(), stride.depth()),
            Math.ceilDiv(from.height(), stride.height()),
            Math.ceilDiv(from.width(), stride.width()));
    return Axes.shape(
        x.dim(0), Math.addExact(x.dim(1), (long) s.front() + s.back()), s.rank(), size);
  }
}
