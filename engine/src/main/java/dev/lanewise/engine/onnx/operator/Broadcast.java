package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * How operands of different shapes meet, as in NumPy: aligned at the last axis, and repeated along
 * axes that they lack or have one element of.
 */
final class Broadcast {
  private Broadcast() {}

  /**
   * The shape that all operands are repeated to.
   *
   * @throws LanewiseException if two extents differ and neither is 1
   */
  static Shape shape(Call call, Tensor... operands) {
    return shape(call, Arrays.stream(operands).map(Tensor::shape).toArray(Shape[]::new));
  }

  /** The shape that all shapes are repeated to. */
  static Shape shape(Call call, Shape... operands) {
    int rank = Arrays.stream(operands).mapToInt(Shape::rank).max().orElse(0);
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    for (Shape operand : operands) {
      int lacking = rank - operand.rank();
      for (int axis = lacking; axis < rank; axis++) {
        long extent = operand.dim(axis - lacking);
        if (extent != 1 && dims[axis] != 1 && extent != dims[axis]) {
          throw call.wrong(
              "operands", "shapes that can be broadcast to each other", Arrays.toString(operands));
        }
        dims[axis] = dims[axis] == 1 ? extent : dims[axis];
      }
    }
    return Shape.of(dims);
  }

  /** Refuses an operand that does not spread over a shape without enlarging it. */
  static void require(Call call, String operand, Tensor tensor, Shape to) {
    int lacking = to.rank() - tensor.shape().rank();
    boolean fits = lacking >= 0;
    for (int axis = 0; fits && axis < tensor.shape().rank(); axis++) {
      long extent = tensor.shape().dim(axis);
      fits = extent == 1 || extent == to.dim(axis + lacking);
    }
    call.require(fits, operand, "a shape that can be broadcast to " + to, tensor);
  }

  /** The numbers of a tensor, repeated to a shape. */
  static double[] doubles(Call call, Tensor tensor, Shape to) {
    return spread(call, tensor.toDoubles(), tensor.shape(), to);
  }

  /** Numbers of one shape, repeated to another one. */
  static double[] spread(Call call, double[] in, Shape from, Shape to) {
    if (from.equals(to)) {
      return in;
    }
    double[] out = call.array(to);
    Walk walk = new Walk(to.dims(), Strides.broadcast(from, to));
    for (int i = 0; walk.next(); ) {
      for (int j = 0, at = walk.at(0); j < walk.length(); j++, at += walk.step(0)) {
        out[i++] = in[at];
      }
    }
    return out;
  }

  /** The integers of a tensor, repeated to a shape. */
  static long[] longs(Call call, Tensor tensor, Shape to) {
    return spread(call, Numbers.longs(tensor), tensor, to);
  }

  /** The bits of the elements of a tensor, repeated to a shape. */
  static long[] bits(Call call, Tensor tensor, Shape to) {
    return spread(call, Numbers.bits(tensor), tensor, to);
  }

  private static long[] spread(Call call, long[] in, Tensor tensor, Shape to) {
    if (tensor.shape().equals(to)) {
      return in;
    }
    long[] out = call.longArray(to);
    Walk walk = new Walk(to.dims(), Strides.broadcast(tensor.shape(), to));
    for (int i = 0; walk.next(); ) {
      for (int j = 0, at = walk.at(0); j < walk.length(); j++, at += walk.step(0)) {
        out[i++] = in[at];
      }
    }
    return out;
  }

  /**
   * The second operand as versions 1 to 6 of the operators broadcast it: only if the attribute
   * {@code broadcast} says so, and aligned at {@code axis} of the first operand, or at its end.
   */
  static Tensor legacy(Call call, Tensor first, Tensor second) {
    if (call.opset() >= 7 || !call.node().has("axis") || second.elementCount() == 1) {
      return second;
    }
    int rank = first.shape().rank();
    int axis = call.axis(0, Math.max(rank, 1));
    int own = second.shape().rank();
    call.require(axis + own <= rank, "axis", "room for the second operand " + second, axis);
    long[] dims = new long[rank - axis];
    Arrays.fill(dims, 1);
    System.arraycopy(second.shape().dims(), 0, dims, 0, own);
    return Numbers.reshape(second, Shape.of(dims));
  }
}
