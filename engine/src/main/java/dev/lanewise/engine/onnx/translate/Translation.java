package dev.lanewise.engine.onnx.translate;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.graph.GraphException;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.kernels.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One node on its way into a {@link Segment}: what its translator can ask and do. */
public final class Translation {
  /** What is known about an operand before the model runs. */
  public record Known(DType dtype, Shape shape, Optional<Tensor> constant) {}

  private final OnnxNode node;
  private final int opset;
  private final Segment segment;
  private final Function<String, Known> known;

  private Translation(OnnxNode node, int opset, Segment segment, Function<String, Known> known) {
    this.node = node;
    this.opset = opset;
    this.segment = segment;
    this.known = known;
  }

  /**
   * Adds a node to a segment, or nothing.
   *
   * @param known what is known about an operand, by name
   * @return why the node is not translated, or nothing if it is
   */
  public static Optional<String> translate(
      OnnxNode node, int opset, Segment segment, Function<String, Known> known) {
    Optional<Translator> translator = Translators.find(node.domain(), node.opType());
    if (translator.isEmpty()) {
      return Optional.of("the engine's graph has no such operation");
    }
    Segment.Mark before = segment.mark();
    try {
      require(node.hasOutput(0), "output 0 has no name");
      translator.get().translate(new Translation(node, opset, segment, known));
      for (int i = 1; i < node.outputs().size(); i++) {
        boolean computed = !node.hasOutput(i) || segment.computes(node.outputs().get(i));
        require(computed, "output " + i + " is wanted");
      }
      return Optional.empty();
    } catch (Refusal refusal) {
      segment.reset(before);
      return Optional.of(refusal.getMessage());
    } catch (GraphException | IllegalArgumentException | ArithmeticException beyondTheEngine) {
      segment.reset(before);
      return Optional.of(beyondTheEngine.getMessage());
    }
  }

  OnnxNode node() {
    return node;
  }

  int opset() {
    return opset;
  }

  /** Refuses unless {@code fits}. */
  static void require(boolean fits, String reason) {
    if (!fits) {
      throw new Refusal(reason);
    }
  }

  int inputCount() {
    return node.inputs().size();
  }

  boolean has(int input) {
    return node.hasInput(input);
  }

  Shape shape(int input) {
    return info(input).shape();
  }

  boolean isConstant(int input) {
    return info(input).constant().isPresent();
  }

  Tensor constant(int input) {
    return info(input)
        .constant()
        .orElseThrow(() -> new Refusal("input " + input + " is no constant"));
  }

  long[] longs(int input) {
    Tensor tensor = constant(input);
    require(!tensor.dtype().isFloatingPoint(), "input " + input + " is not of integers");
    return tensor.toLongs();
  }

  /** A constant of one element. */
  double scalar(int input) {
    Tensor tensor = constant(input);
    require(tensor.elementCount() == 1, "input " + input + " is not one number");
    return tensor.toDoubles()[0];
  }

  /** Attribute or, since some opset, input: integers. */
  Optional<long[]> longs(String attribute, int input) {
    return has(input) ? Optional.of(longs(input)) : node.integers(attribute);
  }

  /** A float32 operand of 2 to 5 dimensions that is computed when the model runs. */
  String x(int input) {
    Known info = info(input);
    require(info.constant().isEmpty(), "input " + input + " is a constant");
    require(info.dtype() == DType.F32, "input %d is %s".formatted(input, info.dtype()));
    Shape shape = info.shape();
    require(
        shape.rank() >= 2 && shape.rank() <= 5,
        "input %d has %d dimensions".formatted(input, shape.rank()));
    for (int i = 0; i < shape.rank(); i++) {
      long size = shape.dim(i);
      require(size >= 1 && size <= Integer.MAX_VALUE, "input %d is %s".formatted(input, shape));
    }
    return segment.operand(node.inputs().get(input), shape);
  }

  /** A constant operand as a weight, as it stands in the file. */
  String weight(int input) {
    Tensor tensor = constant(input);
    require(tensor.dtype() == DType.F32, "input %d is %s".formatted(input, tensor.dtype()));
    return segment.weight(node.inputs().get(input), tensor);
  }

  /** A constant operand in another shape. */
  String weight(int input, Shape shape) {
    Tensor tensor = constant(input);
    if (tensor.shape().equals(shape)) {
      return weight(input);
    }
    require(tensor.dtype() == DType.F32, "input %d is %s".formatted(input, tensor.dtype()));
    try {
      Tensor reshaped = new Tensor(tensor.dtype(), shape, tensor.data());
      return segment.weight(node.inputs().get(input) + " as " + shape, reshaped);
    } catch (LanewiseException e) {
      throw new Refusal("input %d is %s, not %s".formatted(input, tensor.shape(), shape));
    }
  }

  /** Numbers that the translator has computed, as a weight of this node. */
  String numbers(String suffix, Shape shape, float[] values) {
    return segment.weight(label(suffix), Tensor.ofFloats(shape, values));
  }

  /** As many equal numbers. */
  String numbers(String suffix, int count, double value) {
    float[] values = new float[count];
    Arrays.fill(values, (float) value);
    return numbers(suffix, Shape.of(count), values);
  }

  /** An operation whose result only this node uses. */
  String emit(String suffix, Op op, String... operands) {
    return segment.add(label(suffix), op, List.of(operands));
  }

  /** The operation that computes output 0. */
  void result(Op op, String... operands) {
    result(0, op, operands);
  }

  /** The operation that computes an output. */
  void result(int output, Op op, String... operands) {
    String value = node.outputs().get(output);
    segment.bind(value, segment.add(value, op, List.of(operands)));
  }

  /** The shape of an operand or of an emitted value. */
  Shape shapeOf(String value) {
    return segment.shapeOfOperand(value);
  }

  /** Whether a value is an activation of another one and nothing else. */
  boolean isActivationOf(String value, String x) {
    return segment
        .producer(value)
        .filter(node -> node.op() instanceof PointwiseOp.Activate && node.input(0).equals(x))
        .isPresent();
  }

  /** The activation that makes a value, of which {@link #isActivationOf} holds. */
  Activation activation(String value) {
    return ((PointwiseOp.Activate) segment.producer(value).orElseThrow().op()).activation();
  }

  private Known info(int input) {
    require(has(input), "input " + input + " is left out");
    return known.apply(node.inputs().get(input));
  }

  private String label(String suffix) {
    return node.outputs().get(0) + " " + suffix;
  }
}
