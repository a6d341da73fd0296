package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.tensor.LittleEndian.F32;
import static dev.lanewise.engine.tensor.LittleEndian.F64;
import static dev.lanewise.engine.tensor.LittleEndian.I16;
import static dev.lanewise.engine.tensor.LittleEndian.I32;
import static dev.lanewise.engine.tensor.LittleEndian.I64;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The elements of tensors as arrays of two kinds: doubles for the floating-point types, longs for
 * integers and booleans.
 *
 * <p>A double holds every float32, float16 and bfloat16. The sum, difference, product, quotient or
 * root of two of them, taken in double and rounded once when it is stored, is the correctly rounded
 * result of their own type, because a double has more than twice their digits (Figueroa, "When is
 * double rounding innocuous?", 1995). Functions and sums are at least as accurate.
 */
final class Numbers {
  private static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;

  private Numbers() {}

  /** The integers of a tensor; those of U64 as their 64 bits. */
  static long[] longs(Tensor tensor) {
    return tensor.dtype() == DType.U64 ? bits(tensor) : tensor.toLongs();
  }

  /** The bits of each element of any type, zero-extended. */
  static long[] bits(Tensor tensor) {
    MemorySegment in = tensor.data();
    long[] bits = new long[Math.toIntExact(tensor.elementCount())];
    switch (tensor.dtype().byteSize()) {
      case 1 -> Arrays.setAll(bits, i -> in.get(I8, i) & 0xFFL);
      case 2 -> Arrays.setAll(bits, i -> in.get(I16, 2L * i) & 0xFFFFL);
      case 4 -> Arrays.setAll(bits, i -> in.get(I32, 4L * i) & 0xFFFFFFFFL);
      default -> MemorySegment.copy(in, I64, 0, bits, 0, bits.length);
    }
    return bits;
  }

  /** Writes elements of any type given by their bits. */
  static Tensor storeBits(long[] bits, Tensor out) {
    MemorySegment to = out.data();
    switch (out.dtype().byteSize()) {
      case 1 -> {
        for (int i = 0; i < bits.length; i++) {
          to.set(I8, i, (byte) bits[i]);
        }
      }
      case 2 -> {
        for (int i = 0; i < bits.length; i++) {
          to.set(I16, 2L * i, (short) bits[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < bits.length; i++) {
          to.set(I32, 4L * i, (int) bits[i]);
        }
      }
      default -> MemorySegment.copy(bits, 0, to, I64, 0, bits.length);
    }
    return out;
  }

  /**
   * Writes integers. Integer types keep the low bits, booleans are whether a number is not 0, and
   * floating-point types round.
   */
  static Tensor store(long[] values, Tensor out) {
    DType dtype = out.dtype();
    if (dtype == DType.BOOL) {
      return storeBits(Arrays.stream(values).map(v -> v == 0 ? 0 : 1).toArray(), out);
    }
    if (!dtype.isFloatingPoint()) {
      return storeBits(values, out);
    }
    if (dtype == DType.F32) {
      MemorySegment to = out.data();
      for (int i = 0; i < values.length; i++) {
        to.set(F32, 4L * i, (float) values[i]);
      }
      return out;
    }
    return store(Arrays.stream(values).asDoubleStream().toArray(), out);
  }

  /**
   * Writes numbers, rounded to nearest even. Integer types get the number without its fraction;
   * booleans whether it is not 0.
   */
  static Tensor store(double[] values, Tensor out) {
    MemorySegment to = out.data();
    switch (out.dtype()) {
      case F64 -> MemorySegment.copy(values, 0, to, F64, 0, values.length);
      case F32 -> {
        for (int i = 0; i < values.length; i++) {
          to.set(F32, 4L * i, (float) values[i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          to.set(I16, 2L * i, Float.floatToFloat16(toOdd(values[i])));
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          to.set(I16, 2L * i, bfloat16(toOdd(values[i])));
        }
      }
      case BOOL -> {
        for (int i = 0; i < values.length; i++) {
          to.set(I8, i, (byte) (values[i] == 0 ? 0 : 1));
        }
      }
      case U64 -> storeBits(Arrays.stream(values).mapToLong(Numbers::unsigned).toArray(), out);
      case U8, I8, I16, U16, I32, U32, I64 ->
          storeBits(Arrays.stream(values).mapToLong(v -> (long) v).toArray(), out);
    }
    return out;
  }

  /** The number rounded to a floating-point type. */
  static double round(DType dtype, double value) {
    return switch (dtype) {
      case F32 -> (float) value;
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(toOdd(value)));
      case BF16 -> Float.intBitsToFloat(bfloat16(toOdd(value)) << 16);
      default -> value;
    };
  }

  // The last digit remembers what was cut off, so that the next, coarser rounding is right.
  private static float toOdd(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value)) {
      return nearest;
    }
    int bits = Float.floatToRawIntBits(nearest);
    int towardsZero = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
    return Float.intBitsToFloat(towardsZero | 1);
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }

  private static long unsigned(double value) {
    return value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE;
  }

  /** Whether an integer of 64 bits is unsigned in this type. */
  static boolean isUnsignedLong(DType dtype) {
    return dtype == DType.U64;
  }

  /** The tensor with another shape of as many elements, in the same memory. */
  static Tensor reshape(Tensor tensor, Shape shape) {
    return new Tensor(tensor.dtype(), shape, tensor.data());
  }
}
