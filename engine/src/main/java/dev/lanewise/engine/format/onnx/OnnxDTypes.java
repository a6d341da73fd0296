package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.tensor.DType;
import java.util.Optional;

/** The element types of ONNX ({@code TensorProto.DataType}). */
public final class OnnxDTypes {
  private static final String[] NAMES = {
    "UNDEFINED",
    "FLOAT",
    "UINT8",
    "INT8",
    "UINT16",
    "INT16",
    "INT32",
    "INT64",
    "STRING",
    "BOOL",
    "FLOAT16",
    "DOUBLE",
    "UINT32",
    "UINT64",
    "COMPLEX64",
    "COMPLEX128",
    "BFLOAT16",
    "FLOAT8E4M3FN",
    "FLOAT8E4M3FNUZ",
    "FLOAT8E5M2",
    "FLOAT8E5M2FNUZ",
    "UINT4",
    "INT4",
    "FLOAT4E2M1",
    "FLOAT8E8M0",
    "UINT2",
    "INT2"
  };

  private OnnxDTypes() {}

  /** The type of that number, or nothing if it is none that Lanewise computes with. */
  public static Optional<DType> of(long code) {
    return Optional.ofNullable(
        switch (Math.clamp(code, 0, 99)) {
          case 1 -> DType.F32;
          case 2 -> DType.U8;
          case 3 -> DType.I8;
          case 4 -> DType.U16;
          case 5 -> DType.I16;
          case 6 -> DType.I32;
          case 7 -> DType.I64;
          case 9 -> DType.BOOL;
          case 10 -> DType.F16;
          case 11 -> DType.F64;
          case 12 -> DType.U32;
          case 13 -> DType.U64;
          case 16 -> DType.BF16;
          default -> null;
        });
  }

  /** The number of a type. */
  public static int code(DType dtype) {
    return switch (dtype) {
      case F32 -> 1;
      case U8 -> 2;
      case I8 -> 3;
      case U16 -> 4;
      case I16 -> 5;
      case I32 -> 6;
      case I64 -> 7;
      case BOOL -> 9;
      case F16 -> 10;
      case F64 -> 11;
      case U32 -> 12;
      case U64 -> 13;
      case BF16 -> 16;
    };
  }

  /** The name that ONNX gives to the type of that number, for messages. */
  public static String name(long code) {
    return code >= 0 && code < NAMES.length ? NAMES[(int) code] : "element type " + code;
  }
}
