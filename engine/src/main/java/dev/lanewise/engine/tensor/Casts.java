package dev.lanewise.engine.tensor;

import java.lang.foreign.MemorySegment;

/** Conversion between floating-point types, rounded to nearest even, once. */
final class Casts {
  private Casts() {}

  /** Converts all elements; both tensors are floating-point and of one shape. */
  static void copy(Tensor from, Tensor to) {
    long n = from.elementCount();
    MemorySegment out = to.data();
    for (long i = 0; i < n; i++) {
      double value = element(from, i);
      switch (to.dtype()) {
        case F64 -> out.set(LittleEndian.F64, 8 * i, value);
        case F32 -> out.set(LittleEndian.F32, 4 * i, (float) value);
        case F16 -> out.set(LittleEndian.I16, 2 * i, Float.floatToFloat16(oddFloat(value)));
        case BF16 -> out.set(LittleEndian.I16, 2 * i, bfloat16(oddFloat(value)));
        default -> throw new IllegalArgumentException(to.dtype().toString());
      }
    }
  }

  private static double element(Tensor tensor, long i) {
    MemorySegment in = tensor.data();
    return switch (tensor.dtype()) {
      case F64 -> in.get(LittleEndian.F64, 8 * i);
      case F32 -> in.get(LittleEndian.F32, 4 * i);
      case F16 -> Float.float16ToFloat(in.get(LittleEndian.I16, 2 * i));
      case BF16 -> Float.intBitsToFloat(in.get(LittleEndian.I16, 2 * i) << 16);
      default -> throw new IllegalArgumentException(tensor.dtype().toString());
    };
  }

  /**
   * The float towards zero, with its last bit set if it is not exact, so that rounding it further
   * gives what rounding the double would have given.
   */
  private static float oddFloat(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value)) {
      return nearest;
    }
    int bits = Float.floatToRawIntBits(nearest);
    return Float.intBitsToFloat(
        (Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits) | 1);
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40); // quiet, so that the upper half alone is not infinity
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }
}
