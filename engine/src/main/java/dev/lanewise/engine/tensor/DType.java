package dev.lanewise.engine.tensor;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The type of a tensor's elements, with its size and its names in the file formats.
 *
 * <p>The constants stand in the order of the safetensors format: {@code SafetensorsWriter} stores
 * tensors by descending order of this enum, which also aligns each tensor to its element size.
 */
public enum DType {
  /** One byte, 0 is false and anything else true. */
  BOOL(1, "b1"),
  /** Unsigned 8-bit integer. */
  U8(1, "u1"),
  /** Signed 8-bit integer. */
  I8(1, "i1"),
  /** Signed 16-bit integer. */
  I16(2, "i2"),
  /** Unsigned 16-bit integer. */
  U16(2, "u2"),
  /** IEEE 754 binary16. */
  F16(2, "f2"),
  /** The upper half of an IEEE 754 binary32; NumPy has no such type. */
  BF16(2, null),
  /** Signed 32-bit integer. */
  I32(4, "i4"),
  /** Unsigned 32-bit integer. */
  U32(4, "u4"),
  /** IEEE 754 binary32: the type that kernels compute with. */
  F32(4, "f4"),
  /** IEEE 754 binary64. */
  F64(8, "f8"),
  /** Signed 64-bit integer. */
  I64(8, "i8"),
  /** Unsigned 64-bit integer. */
  U64(8, "u8");

  private final int byteSize;
  private final String npyKind;

  DType(int byteSize, String npyKind) {
    this.byteSize = byteSize;
    this.npyKind = npyKind;
  }

  /** Returns the bytes of one element: 1, 2, 4 or 8. */
  public int byteSize() {
    return byteSize;
  }

  /** Returns true for the four floating-point types. */
  public boolean isFloatingPoint() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  /** Returns the name in a safetensors header, for example {@code "F32"}. */
  public String safetensorsName() {
    return name();
  }

  /** Returns the type of that name in a safetensors header, or nothing if there is none. */
  public static Optional<DType> ofSafetensorsName(String name) {
    return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
  }

  /**
   * Returns NumPy's kind letter and size, for example {@code "f4"}, without the byte-order mark; or
   * nothing for {@link #BF16}.
   */
  public Optional<String> npyKind() {
    return Optional.ofNullable(npyKind);
  }

  /** Returns the type of that NumPy kind and size ({@code "f4"}), or nothing if there is none. */
  public static Optional<DType> ofNpyKind(String kind) {
    return Arrays.stream(values()).filter(t -> kind.equals(t.npyKind)).findFirst();
  }

  /** Returns the names of all types, comma separated, for error messages. */
  public static String allNames() {
    return Arrays.stream(values()).map(DType::name).collect(Collectors.joining(", "));
  }
}
