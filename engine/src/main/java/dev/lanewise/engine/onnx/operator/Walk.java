package dev.lanewise.engine.onnx.operator;

import java.util.Arrays;

/**
 * Visits the positions of a box row by row, with the offset of each row in several operands.
 *
 * <pre>{@code
 * for (Walk walk = new Walk(dims, inStrides, outStrides); walk.next(); ) {
 *   for (int j = 0; j < walk.length(); j++) {
 *     out[walk.at(1) + j * walk.step(1)] = f(in[walk.at(0) + j * walk.step(0)]);
 *   }
 * }
 * }</pre>
 *
 * <p>Strides count elements; a stride of 0 repeats elements, which is how operands are broadcast
 * and axes reduced. Neighbouring axes that all operands see as one are merged, so that rows are as
 * long as possible. Rows come in row-major order.
 */
final class Walk {
  private final int[] dims;
  private final int[][] strides;
  private final int[] position;
  private final int[] at;
  private boolean started;
  private final boolean empty;

  /** The box of these extents; each operand has one stride for each axis. */
  Walk(long[] extents, long[]... operandStrides) {
    int rank = extents.length;
    int[] merged = new int[rank + 1];
    int[][] mergedStrides = new int[operandStrides.length][rank + 1];
    int used = 0;
    boolean none = false;
    for (int axis = 0; axis < rank; axis++) {
      none |= extents[axis] == 0;
      if (extents[axis] == 1) {
        continue;
      }
      boolean joins = used > 0;
      for (int k = 0; k < operandStrides.length && joins; k++) {
        joins = mergedStrides[k][used - 1] == operandStrides[k][axis] * extents[axis];
      }
      int slot = joins ? used - 1 : used++;
      merged[slot] = Math.toIntExact((joins ? merged[slot] : 1) * extents[axis]);
      for (int k = 0; k < operandStrides.length; k++) {
        mergedStrides[k][slot] = Math.toIntExact(operandStrides[k][axis]);
      }
    }
    if (used == 0) {
      merged[used++] = 1;
    }
    empty = none;
    dims = Arrays.copyOf(merged, used);
    strides = new int[operandStrides.length][];
    for (int k = 0; k < strides.length; k++) {
      strides[k] = Arrays.copyOf(mergedStrides[k], used);
    }
    position = new int[used];
    at = new int[strides.length];
  }

  /** Goes to the next row; false behind the last one. */
  boolean next() {
    if (!started) {
      started = true;
      return !empty;
    }
    for (int axis = dims.length - 2; axis >= 0; axis--) {
      boolean carries = ++position[axis] == dims[axis];
      int steps = carries ? 1 - dims[axis] : 1;
      for (int k = 0; k < at.length; k++) {
        at[k] += steps * strides[k][axis];
      }
      if (!carries) {
        return true;
      }
      position[axis] = 0;
    }
    return false;
  }

  /** The number of positions in a row. */
  int length() {
    return dims[dims.length - 1];
  }

  /** Where the row begins in an operand. */
  int at(int operand) {
    return at[operand];
  }

  /** The distance of neighbouring positions of a row in an operand. */
  int step(int operand) {
    return strides[operand][dims.length - 1];
  }
}
