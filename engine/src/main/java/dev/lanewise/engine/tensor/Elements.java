package dev.lanewise.engine.tensor;

import static dev.lanewise.engine.tensor.LittleEndian.F32;
import static dev.lanewise.engine.tensor.LittleEndian.F64;
import static dev.lanewise.engine.tensor.LittleEndian.I16;
import static dev.lanewise.engine.tensor.LittleEndian.I32;
import static dev.lanewise.engine.tensor.LittleEndian.I64;

import dev.lanewise.engine.LanewiseException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Conversion of little-endian, possibly unaligned elements to float32, float64 and int64. */
final class Elements {
  private static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfFloat OUT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private Elements() {}

  /** Writes all elements as float32 in the machine's byte order; the caller has checked sizes. */
  static void toFloats(Tensor tensor, MemorySegment out, long offset) {
    MemorySegment in = tensor.data();
    long n = tensor.elementCount();
    switch (tensor.dtype()) {
      case F32 -> MemorySegment.copy(in, F32, 0, out, OUT, offset, n);
      case F16 -> widenF16(in, out, offset, n);
      case BF16 -> widenBf16(in, out, offset, n);
      case F64 -> narrowF64(in, out, offset, n);
      case U64 -> {
        for (long i = 0; i < n; i++) {
          out.set(OUT, offset + 4 * i, unsignedToFloat(in.get(I64, 8 * i)));
        }
      }
      case BOOL, U8, I8, I16, U16, I32, U32, I64 -> {
        for (long i = 0; i < n; i++) {
          out.set(OUT, offset + 4 * i, (float) integer(tensor.dtype(), in, i));
        }
      }
    }
  }

  private static void widenF16(MemorySegment in, MemorySegment out, long offset, long n) {
    for (long i = 0; i < n; i++) {
      out.set(OUT, offset + 4 * i, Float.float16ToFloat(in.get(I16, 2 * i)));
    }
  }

  private static void widenBf16(MemorySegment in, MemorySegment out, long offset, long n) {
    for (long i = 0; i < n; i++) {
      out.set(OUT, offset + 4 * i, Float.intBitsToFloat(in.get(I16, 2 * i) << 16));
    }
  }

  private static void narrowF64(MemorySegment in, MemorySegment out, long offset, long n) {
    for (long i = 0; i < n; i++) {
      out.set(OUT, offset + 4 * i, (float) in.get(F64, 8 * i));
    }
  }

  static double[] toDoubles(Tensor tensor, int n) {
    MemorySegment in = tensor.data();
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] =
          switch (tensor.dtype()) {
            case F64 -> in.get(F64, 8L * i);
            case F32 -> in.get(F32, 4L * i);
            case F16 -> Float.float16ToFloat(in.get(I16, 2L * i));
            case BF16 -> Float.intBitsToFloat(in.get(I16, 2L * i) << 16);
            case U64 -> unsignedToDouble(in.get(I64, 8L * i));
            case BOOL, U8, I8, I16, U16, I32, U32, I64 -> integer(tensor.dtype(), in, i);
          };
    }
    return out;
  }

  static long[] toLongs(Tensor tensor, int n) {
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      out[i] = integer(tensor.dtype(), tensor.data(), i);
      if (tensor.dtype() == DType.U64 && out[i] < 0) {
        throw new LanewiseException(
            "tensor %s: element %d is %s; wanted at most 2^63-1"
                .formatted(tensor, i, Long.toUnsignedString(out[i])));
      }
    }
    return out;
  }

  private static long integer(DType dtype, MemorySegment in, long i) {
    return switch (dtype) {
      case BOOL -> in.get(I8, i) == 0 ? 0 : 1;
      case U8 -> in.get(I8, i) & 0xFF;
      case I8 -> in.get(I8, i);
      case I16 -> in.get(I16, 2 * i);
      case U16 -> in.get(I16, 2 * i) & 0xFFFF;
      case I32 -> in.get(I32, 4 * i);
      case U32 -> in.get(I32, 4 * i) & 0xFFFFFFFFL;
      case I64, U64 -> in.get(I64, 8 * i);
      case F16, BF16, F32, F64 -> throw new IllegalArgumentException(dtype.toString());
    };
  }

  // Halving keeps the discarded bit as a sticky bit, so that the rounding stays to nearest even.
  private static float unsignedToFloat(long bits) {
    return bits >= 0 ? bits : (float) (bits >>> 1 | bits & 1) * 2;
  }

  private static double unsignedToDouble(long bits) {
    return bits >= 0 ? bits : (double) (bits >>> 1 | bits & 1) * 2;
  }
}
