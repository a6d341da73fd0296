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
  private final String node;
  private final Op op;
  private final List<Shape> inputs;

  private ShapeInference(String node, Op op, List<Shape> inputs) {
    this.node = node;
    this.op = op;
    this.inputs = inputs;
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
    ShapeInference rule = new ShapeInference(node, op, inputs);
    try {
      return rule.infer();
    } catch (IllegalArgumentException | ArithmeticException problem) {
      throw new GraphException(
          rule.where() + " on " + inputs + ": " + problem.getMessage(), problem);
    }
  }

  private Shape infer() {
    return switch (op) {
      case Op.Conv conv -> conv(conv);
      case Op.Linear _ -> linear();
      case Op.BatchNorm _ -> perChannel(4);
      case Op.Affine _ -> perChannel(2);
      case Op.Add _ -> add();
      case Op.Pool pool -> pool(pool);
      case Op.GlobalAveragePool gap -> globalAveragePool(gap);
      case Op.Flatten _ -> Shape.of(x().dim(0), x().elementCount() / x().dim(0));
      case Op.Concat _ -> concat();
      case Op.SubsamplePadChannels s -> subsample(s);
      case Op.Clip _, Op.Softmax _, Op.Identity _ -> x();
    };
  }

  private Shape conv(Op.Conv conv) {
    Shape x = map(conv.rank());
    Shape weight = required(1, "a weight");
    if (weight.rank() != conv.rank() + 2) {
      throw wanted("a weight of rank " + (conv.rank() + 2), weight);
    }
    int out = Axes.size(weight, 0);
    Shape fitting =
        conv.groups() < 1
            ? weight
            : Axes.shape(out, x.dim(1) / conv.groups(), conv.rank(), conv.kernel());
    if (!weight.equals(fitting)) {
      throw wanted("weight " + fitting + " for input " + x, weight);
    }
    bias(2, out);
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
    Shape result = Axes.shape(x.dim(0), out, conv.rank(), size);
    Shape residual = operand(3);
    if (residual != null && !residual.equals(result)) {
      throw wanted("a residual of the output's shape " + result, residual);
    }
    return result;
  }

  private Shape linear() {
    Shape x = x();
    Shape weight = required(1, "a weight");
    if (x.rank() != 2) {
      throw wanted("an input [N, F] (flatten the map first)", x);
    }
    if (weight.rank() != 2 || weight.dim(1) != x.dim(1)) {
      throw wanted("a weight [out, " + x.dim(1) + "] for input " + x, weight);
    }
    bias(2, Axes.size(weight, 0));
    return Shape.of(x.dim(0), weight.dim(0));
  }

  private Shape perChannel(int operands) {
    Shape x = x();
    Shape fitting = Shape.of(x.dim(1));
    for (int i = 1; i <= operands; i++) {
      Shape numbers = required(i, "operand " + i);
      if (!numbers.equals(fitting)) {
        throw wanted("operand " + i + " of shape " + fitting + " for input " + x, numbers);
      }
    }
    return x;
  }

  private Shape add() {
    Shape b = required(1, "a second operand");
    if (!b.equals(x())) {
      throw wanted("two operands of one shape", x() + " and " + b);
    }
    return b;
  }

  private Shape pool(Op.Pool pool) {
    Shape x = map(pool.rank());
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

  private Shape globalAveragePool(Op.GlobalAveragePool gap) {
    Shape x = x();
    if (x.rank() < 3) {
      throw wanted("a map [N, C, spatial...]", x);
    }
    return gap.keepAxes()
        ? Axes.shape(x.dim(0), x.dim(1), x.rank() - 2, Extent.ONE)
        : Shape.of(x.dim(0), x.dim(1));
  }

  private Shape concat() {
    long[] dims = x().dims();
    long channels = 0;
    for (int i = 0; i < inputs.size(); i++) {
      long[] other = required(i, "operand " + i).dims();
      channels = Math.addExact(channels, other.length > 1 ? other[1] : 0);
      dims[1] = other.length > 1 ? other[1] : 0;
      if (!Shape.of(other).equals(Shape.of(dims))) {
        throw wanted("operands that differ in channels only", inputs);
      }
    }
    dims[1] = channels;
    return Shape.of(dims);
  }

  private Shape subsample(Op.SubsamplePadChannels s) {
    Shape x = map(s.rank());
    if (s.front() < 0 || s.back() < 0) {
      throw wanted("0 or more channels in front and behind", s.front() + " and " + s.back());
    }
    Extent in = Axes.spatial(x);
    Extent stride = s.stride();
    if (Math.min(stride.depth(), Math.min(stride.height(), stride.width())) < 1) {
      throw wanted("strides of at least 1", stride);
    }
    Extent size =
        new Extent(
            Math.ceilDiv(in.depth(), stride.depth()),
            Math.ceilDiv(in.height(), stride.height()),
            Math.ceilDiv(in.width(), stride.width()));
    return Axes.shape(
        x.dim(0), Math.addExact(x.dim(1), (long) s.front() + s.back()), s.rank(), size);
  }

  private void bias(int index, long channels) {
    Shape bias = operand(index);
    if (bias != null && !bias.equals(Shape.of(channels))) {
      throw wanted("a bias " + Shape.of(channels), bias);
    }
  }

  /** The first operand, with a batch and channels. */
  private Shape x() {
    Shape x = required(0, "an input");
    if (x.rank() < 2 || x.rank() > 5) {
      throw wanted("an input [N, C] or [N, C, spatial...] of 1 to 3 axes", x);
    }
    return x;
  }

  private Shape map(int rank) {
    Shape x = x();
    if (x.rank() != rank + 2) {
      throw wanted("a map of " + rank + " spatial axes", x);
    }
    return x;
  }

  private Shape required(int index, String what) {
    Shape shape = operand(index);
    if (shape == null) {
      throw wanted(what, "nothing");
    }
    return shape;
  }

  private Shape operand(int index) {
    return index < inputs.size() ? inputs.get(index) : null;
  }

  private String where() {
    return node + ": " + op.text();
  }

  private GraphException wanted(String what, Object got) {
    return new GraphException(where() + ": wanted " + what + ", got " + got);
  }
}
