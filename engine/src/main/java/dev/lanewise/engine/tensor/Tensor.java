package dev.lanewise.engine.tensor;

import dev.lanewise.engine.LanewiseException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A dense block of numbers: element type, shape and bytes.
 *
 * <p>The bytes are little-endian and row-major (the last dimension is contiguous), without gaps:
 * {@code data.byteSize() == shape.byteSize(dtype)}. They may be unaligned, since a file may place
 * them anywhere; use the {@code UNALIGNED} layouts to read them.
 *
 * <p>A tensor does not own its memory: it is valid as long as the arena or the file that {@code
 * data} belongs to is open, and may be read by any thread that {@code data} allows. A tensor from a
 * mapped file is read-only and is not in memory until it is touched. Two tensors are {@link #equals
 * equal} if they view the same memory; use {@link #contentEquals} to compare values.
 *
 * @param dtype the element type
 * @param shape the extents, outermost first
 * @param data the bytes
 */
public record Tensor(DType dtype, Shape shape, MemorySegment data) {

  /**
   * Checks that the bytes are as many as type and shape demand.
   *
   * @throws LanewiseException if they are not
   */
  public Tensor {
    long wanted = shape.byteSize(dtype);
    if (data.byteSize() != wanted) {
      throw new LanewiseException(
          "tensor %s %s: wanted %d bytes of data, got %d"
              .formatted(dtype, shape, wanted, data.byteSize()));
    }
  }

  /** Allocates a tensor of zeros, aligned to 64 bytes, that lives as long as {@code arena}. */
  public static Tensor allocate(DType dtype, Shape shape, Arena arena) {
    return new Tensor(dtype, shape, arena.allocate(shape.byteSize(dtype), 64));
  }

  /**
   * Returns a float32 tensor with a native copy of {@code values}, freed by the garbage collector.
   *
   * @throws LanewiseException if the shape wants another number of values
   */
  public static Tensor ofFloats(Shape shape, float... values) {
    requireCount(shape, values.length);
    Tensor tensor = allocate(DType.F32, shape, Arena.ofAuto());
    MemorySegment.copy(values, 0, tensor.data, LittleEndian.F32, 0, values.length);
    return tensor;
  }

  /**
   * Returns an int64 tensor with a native copy of {@code values}, freed by the garbage collector.
   *
   * @throws LanewiseException if the shape wants another number of values
   */
  public static Tensor ofLongs(Shape shape, long... values) {
    requireCount(shape, values.length);
    Tensor tensor = allocate(DType.I64, shape, Arena.ofAuto());
    MemorySegment.copy(values, 0, tensor.data, LittleEndian.I64, 0, values.length);
    return tensor;
  }

  private static void requireCount(Shape shape, int count) {
    if (shape.elementCount() != count) {
      throw new LanewiseException(
          "tensor %s: wanted %d values, got %d".formatted(shape, shape.elementCount(), count));
    }
  }

  /** Returns the number of elements. */
  public long elementCount() {
    return shape.elementCount();
  }

  /**
   * Returns the elements as float32: F16 and BF16 exactly, wider types rounded to nearest even,
   * booleans as 0 and 1.
   *
   * @throws LanewiseException if there are more elements than an array can hold
   */
  public float[] toFloats() {
    float[] values = new float[arrayLength()];
    Elements.toFloats(this, MemorySegment.ofArray(values), 0);
    return values;
  }

  /**
   * Returns a copy with another floating-point type, rounded to nearest even; values too large
   * become infinite.
   *
   * @param arena what the copy is allocated from
   * @throws LanewiseException if one of the types is not floating-point
   */
  public Tensor cast(DType target, Arena arena) {
    if (!dtype.isFloatingPoint() || !target.isFloatingPoint()) {
      throw new LanewiseException(
          "tensor %s: wanted floating-point types to convert between, got %s to %s"
              .formatted(shape, dtype, target));
    }
    Tensor copy = allocate(target, shape, arena);
    Casts.copy(this, copy);
    return copy;
  }

  /**
   * Returns a copy with the axes in another order.
   *
   * @param arena what the copy is allocated from
   * @param axes for each axis of the copy, the axis of this tensor that it is
   * @throws LanewiseException if these are not all axes, each once
   */
  public Tensor permute(Arena arena, int... axes) {
    int[] sorted = axes.clone();
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, IntStream.range(0, shape.rank()).toArray())) {
      throw new LanewiseException(
          "tensor %s: wanted its %d axes in some order, got %s"
              .formatted(this, shape.rank(), Arrays.toString(axes)));
    }
    long[] dense = new long[axes.length];
    long stride = dtype.byteSize();
    for (int axis = axes.length - 1; axis >= 0; axis--) {
      dense[axis] = stride;
      stride *= shape.dim(axis);
    }
    long[] strides = Arrays.stream(axes).mapToLong(axis -> dense[axis]).toArray();
    long[] dims = Arrays.stream(axes).mapToLong(shape::dim).toArray();
    Tensor copy = allocate(dtype, Shape.of(dims), arena);
    StridedCopy.toRowMajor(data, strides, copy.shape, dtype.byteSize(), copy.data);
    return copy;
  }

  /**
   * Writes the elements, converted as by {@link #toFloats}, as float32 in the machine's byte order.
   *
   * @param destination where to write; 4 bytes for each element from {@code byteOffset} on
   * @param byteOffset the first byte to write; need not be aligned
   * @throws LanewiseException if {@code destination} has too few bytes
   */
  public void copyToFloats(MemorySegment destination, long byteOffset) {
    long wanted = shape.byteSize(DType.F32);
    long room = destination.byteSize() - byteOffset;
    if (byteOffset < 0 || room < wanted) {
      throw new LanewiseException(
          "tensor %s %s: wanted %d bytes to copy into, got %d at offset %d"
              .formatted(dtype, shape, wanted, Math.max(room, 0), byteOffset));
    }
    Elements.toFloats(this, destination, byteOffset);
  }

  /**
   * Returns the elements as float64: 64-bit integers rounded to nearest even, all other types
   * exactly.
   *
   * @throws LanewiseException if there are more elements than an array can hold
   */
  public double[] toDoubles() {
    return Elements.toDoubles(this, arrayLength());
  }

  /**
   * Returns the elements of an integer or boolean tensor.
   *
   * @throws LanewiseException if the elements are floating-point, if one exceeds a {@code long}, or
   *     if there are more than an array can hold
   */
  public long[] toLongs() {
    if (dtype.isFloatingPoint()) {
      throw new LanewiseException("tensor %s %s: wanted integers".formatted(dtype, shape));
    }
    return Elements.toLongs(this, arrayLength());
  }

  /** Returns true if type, shape and every byte are the same. */
  public boolean contentEquals(Tensor other) {
    return dtype == other.dtype && shape.equals(other.shape) && data.mismatch(other.data) == -1;
  }

  private int arrayLength() {
    long count = shape.elementCount();
    if (count > Integer.MAX_VALUE - 8) {
      throw new LanewiseException(
          "tensor %s %s: %d elements do not fit one array; copy them to native memory"
              .formatted(dtype, shape, count));
    }
    return (int) count;
  }

  /** Returns type and shape, for example {@code F32 [64, 3, 7, 7]}. */
  @Override
  public String toString() {
    return dtype + " " + shape;
  }
}
