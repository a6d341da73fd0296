package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One evaluation of a node: its attributes and operands, and errors that name them.
 *
 * @param node attributes and names
 * @param opset the version of the operator set that the model asks for
 * @param inputs the operands; null where one is left out
 * @param arena owns the results
 */
record Call(OnnxNode node, int opset, List<Tensor> inputs, Arena arena) {
  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** An operand that must be given. */
  Tensor input(int index, String operand) {
    Tensor tensor = optional(index);
    if (tensor == null) {
      throw new LanewiseException(
          "%s: input %s (number %d) is missing".formatted(node.label(), operand, index));
    }
    return tensor;
  }

  /** An operand, or null if it is left out. */
  Tensor optional(int index) {
    return index < inputs.size() ? inputs.get(index) : null;
  }

  /** A floating-point operand that must be given. */
  Tensor real(int index, String operand) {
    Tensor tensor = input(index, operand);
    if (!tensor.dtype().isFloatingPoint()) {
      throw wrong(operand, "a floating-point type", tensor);
    }
    return tensor;
  }

  /** The numbers of an integer operand that must be given, in row-major order. */
  long[] integers(int index, String operand) {
    return integers(input(index, operand), operand);
  }

  /** The numbers of an integer operand, or null if it is left out. */
  long[] optionalIntegers(int index, String operand) {
    Tensor tensor = optional(index);
    return tensor == null ? null : integers(tensor, operand);
  }

  private long[] integers(Tensor tensor, String operand) {
    if (tensor.dtype().isFloatingPoint()) {
      throw wrong(operand, "integers", tensor);
    }
    return tensor.toLongs();
  }

  /** The only number of an integer operand that must be given. */
  long integer(int index, String operand) {
    long[] values = integers(index, operand);
    if (values.length != 1) {
      throw wrong(operand, "one integer", inputs.get(index));
    }
    return values[0];
  }

  /** The only number of an operand that must be given. */
  double scalar(int index, String operand) {
    Tensor tensor = input(index, operand);
    if (tensor.elementCount() != 1) {
      throw wrong(operand, "one number", tensor);
    }
    return tensor.toDoubles()[0];
  }

  /**
   * The numbers that newer versions of an operator take as an operand and older ones as an
   * attribute, or null if neither is given.
   */
  long[] operandOrAttribute(int index, String name) {
    long[] operand = optionalIntegers(index, name);
    return operand != null ? operand : node.integers(name).orElse(null);
  }

  /** An axis given as an attribute, counted from the front. */
  int axis(long fallback, int rank) {
    return axis("axis", node.integer("axis", fallback), rank);
  }

  /** An axis counted from the front; negative ones count from behind. */
  int axis(String what, long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw wrong(what, "an axis in [%d, %d]".formatted(-rank, rank - 1), axis);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Axes counted from the front, each at most once. */
  int[] axes(String what, long[] axes, int rank) {
    int[] result = new int[axes.length];
    boolean[] seen = new boolean[rank];
    for (int i = 0; i < axes.length; i++) {
      result[i] = axis(what, axes[i], rank);
      if (seen[result[i]]) {
        throw wrong(what, "each axis once", "axis " + axes[i] + " twice");
      }
      seen[result[i]] = true;
    }
    return result;
  }

  /** Checks a condition on an operand or attribute. */
  void require(boolean holds, String what, String wanted, Object got) {
    if (!holds) {
      throw wrong(what, wanted, got);
    }
  }

  /** The error of an operand or attribute that is not what the operator wants. */
  LanewiseException wrong(String what, String wanted, Object got) {
    return new LanewiseException(
        "%s: %s: wanted %s, got %s".formatted(node.label(), what, wanted, got));
  }

  /** Zeros. */
  Tensor allocate(DType dtype, Shape shape) {
    count(shape, dtype.byteSize());
    return Tensor.allocate(dtype, shape, arena);
  }

  /** A tensor of these numbers, rounded to the type. */
  Tensor tensor(DType dtype, Shape shape, double[] values) {
    return Numbers.store(values, allocate(dtype, shape));
  }

  /** A tensor of these integers; higher bits than the type has are dropped. */
  Tensor tensor(DType dtype, Shape shape, long[] values) {
    return Numbers.store(values, allocate(dtype, shape));
  }

  /** As many zeros as a shape has elements. */
  double[] array(Shape shape) {
    return new double[count(shape, Double.BYTES)];
  }

  /** As many zeros as a shape has elements. */
  long[] longArray(Shape shape) {
    return new long[count(shape, Long.BYTES)];
  }

  /** Results of a hostile or mistaken model end here before they take the machine's memory. */
  private int count(Shape shape, int bytes) {
    long limit = Math.min(MOST_ELEMENTS, Runtime.getRuntime().maxMemory() / bytes);
    require(
        shape.elementCount() <= limit,
        "result",
        "at most %d elements, which the memory of the JVM holds (-Xmx sets it)".formatted(limit),
        shape);
    return (int) shape.elementCount();
  }

  /** A call of the same node with other operands. */
  Call withInputs(Tensor... operands) {
    return new Call(node, opset, Collections.unmodifiableList(Arrays.asList(operands)), arena);
  }
}
