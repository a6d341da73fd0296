package dev.lanewise.engine.tensor;

import dev.lanewise.engine.LanewiseException;
import java.util.Arrays;

/**
 * The extents of a tensor, outermost first; rank 0 is a scalar. Immutable.
 *
 * <p>No extent is negative and the product of all of them fits a {@code long}, so {@link
 * #elementCount} needs no further check. An extent may be 0: such a tensor has no elements.
 */
public final class Shape {
  /** The shape of a scalar: rank 0, one element. */
  public static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dims;
  private final long elementCount;

  private Shape(long[] dims) {
    this.dims = dims;
    this.elementCount = checkedProduct(dims);
  }

  /**
   * Returns the shape with these extents.
   *
   * @throws LanewiseException if an extent is negative or the number of elements exceeds a {@code
   *     long}
   */
  public static Shape of(long... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  private static long checkedProduct(long[] dims) {
    long product = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        throw new LanewiseException(
            "shape " + brief(dims) + ": dimension " + i + " is negative; wanted 0 or more");
      }
      try {
        product = Math.multiplyExact(product, dims[i]);
      } catch (ArithmeticException overflow) {
        throw new LanewiseException(
            "shape " + brief(dims) + ": more than 2^63-1 elements; the dimensions are wrong",
            overflow);
      }
    }
    return product;
  }

  private static String brief(long[] dims) {
    if (dims.length <= 16) {
      return Arrays.toString(dims);
    }
    String head = Arrays.toString(Arrays.copyOf(dims, 16));
    return head.substring(0, head.length() - 1) + ", ... " + dims.length + " dimensions]";
  }

  /** Returns the number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /**
   * Returns the extent of dimension {@code axis}, counted from the outermost.
   *
   * @throws IndexOutOfBoundsException if {@code axis} is not in {@code [0, rank)}
   */
  public long dim(int axis) {
    return dims[axis];
  }

  /** Returns a copy of the extents, outermost first. */
  public long[] dims() {
    return dims.clone();
  }

  /** Returns the product of the extents; 1 for a scalar. */
  public long elementCount() {
    return elementCount;
  }

  /**
   * Returns the bytes that a dense tensor of this shape takes.
   *
   * @throws LanewiseException if they exceed a {@code long}
   */
  public long byteSize(DType dtype) {
    try {
      return Math.multiplyExact(elementCount, (long) dtype.byteSize());
    } catch (ArithmeticException overflow) {
      throw new LanewiseException(
          "shape " + this + " of " + dtype + ": more than 2^63-1 bytes; the dimensions are wrong",
          overflow);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** Returns the extents as {@code [64, 3, 7, 7]}; a scalar is {@code []}. */
  @Override
  public String toString() {
    return brief(dims);
  }
}
