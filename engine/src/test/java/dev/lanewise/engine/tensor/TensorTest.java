package dev.lanewise.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TensorTest {
  private static final ValueLayout.OfShort LE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Test
  void shapes() {
    Shape shape = Shape.of(64, 3, 7, 7);
    assertEquals("[64, 3, 7, 7]", shape.toString());
    assertEquals(4, shape.rank());
    assertEquals(3, shape.dim(1));
    assertEquals(9408, shape.elementCount());
    assertEquals(37632, shape.byteSize(DType.F32));
    assertEquals(shape, Shape.of(64, 3, 7, 7));
    assertEquals(shape.hashCode(), Shape.of(64, 3, 7, 7).hashCode());
    assertNotEquals(shape, Shape.of(64, 3, 49));
    assertEquals(1, Shape.SCALAR.elementCount());
    assertEquals("[]", Shape.of().toString());
    assertEquals(0, Shape.of(0, 4).elementCount());
  }

  @Test
  void shapeIsImmutable() {
    long[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertEquals(Shape.of(2, 3), shape);
  }

  @Test
  void impossibleShapes() {
    assertMessage("dimension 1 is negative", () -> Shape.of(2, -1));
    assertMessage("more than 2^63-1 elements", () -> Shape.of(1L << 40, 1L << 40));
    assertMessage("more than 2^63-1 bytes", () -> Shape.of(1L << 62).byteSize(DType.F32));
    assertMessage("... 1000000 dimensions]", () -> Shape.of(manyNegativeDims()));
  }

  private static long[] manyNegativeDims() {
    long[] dims = new long[1_000_000];
    dims[0] = -1;
    return dims;
  }

  @Test
  void dataMustFitTheShape() {
    MemorySegment data = MemorySegment.ofArray(new byte[12]);
    assertEquals(3, new Tensor(DType.F32, Shape.of(3), data).elementCount());
    assertMessage(
        "tensor F32 [4]: wanted 16 bytes of data, got 12",
        () -> new Tensor(DType.F32, Shape.of(4), data));
    assertMessage("wanted 2 values, got 3", () -> Tensor.ofFloats(Shape.of(2), 1, 2, 3));
  }

  @Test
  void float16WidensExactlyForAllPatterns() {
    float[] values = allPatterns(DType.F16).toFloats();
    for (int bits = 0; bits < 1 << 16; bits++) {
      assertEquals(Float.float16ToFloat((short) bits), values[bits]);
      int exponent = bits >> 10 & 0x1F;
      double fraction = (bits & 0x3FF) / 1024.0;
      double magnitude =
          switch (exponent) {
            case 0 -> Math.scalb(fraction, -14);
            case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1 + fraction, exponent - 15);
          };
      assertEquals(bits < 0x8000 ? magnitude : -magnitude, values[bits], 0.0);
    }
  }

  @Test
  void bfloat16WidensExactlyForAllPatterns() {
    Tensor tensor = allPatterns(DType.BF16);
    float[] values = tensor.toFloats();
    double[] doubles = tensor.toDoubles();
    for (int bits = 0; bits < 1 << 16; bits++) {
      assertEquals(Float.intBitsToFloat(bits << 16), values[bits]);
      assertEquals(values[bits], doubles[bits], 0.0);
    }
  }

  private static Tensor allPatterns(DType dtype) {
    Tensor tensor = Tensor.allocate(dtype, Shape.of(256, 256), Arena.ofAuto());
    for (int bits = 0; bits < 1 << 16; bits++) {
      tensor.data().set(LE_SHORT, 2L * bits, (short) bits);
    }
    return tensor;
  }

  @Test
  void integersAndBooleans() {
    byte[] bytes = {0, 1, 127, (byte) 128, (byte) 255, 2, 0, 0};
    assertLongs(bytes, DType.BOOL, 0, 1, 1, 1, 1, 1, 0, 0);
    assertLongs(bytes, DType.U8, 0, 1, 127, 128, 255, 2, 0, 0);
    assertLongs(bytes, DType.I8, 0, 1, 127, -128, -1, 2, 0, 0);
    assertLongs(bytes, DType.I16, 0x100, (short) 0x807F, 0x2FF, 0);
    assertLongs(bytes, DType.U16, 0x100, 0x807F, 0x2FF, 0);
    assertLongs(bytes, DType.I32, 0x807F0100, 0x2FF);
    assertLongs(bytes, DType.U32, 0x807F0100L, 0x2FF);
    assertLongs(bytes, DType.I64, 0x2FF_807F0100L);
    assertLongs(bytes, DType.U64, 0x2FF_807F0100L);
  }

  private static void assertLongs(byte[] bytes, DType dtype, long... expected) {
    Tensor tensor = new Tensor(dtype, Shape.of(expected.length), MemorySegment.ofArray(bytes));
    assertArrayEquals(expected, tensor.toLongs());
    float[] floats = tensor.toFloats();
    double[] doubles = tensor.toDoubles();
    for (int i = 0; i < expected.length; i++) {
      assertEquals((float) expected[i], floats[i]);
      assertEquals((double) expected[i], doubles[i]);
    }
  }

  @Property
  void unsigned64RoundsToNearestEven(@ForAll long bits) {
    Tensor tensor = new Tensor(DType.U64, Shape.SCALAR, littleEndian(bits));
    BigDecimal exact = new BigDecimal(new BigInteger(Long.toUnsignedString(bits)));
    assertEquals(exact.floatValue(), tensor.toFloats()[0]);
    assertEquals(exact.doubleValue(), tensor.toDoubles()[0]);
    if (bits < 0) {
      assertMessage("wanted at most 2^63-1", tensor::toLongs);
    } else {
      assertArrayEquals(new long[] {bits}, tensor.toLongs());
    }
  }

  @Property
  void float64RoundsToFloat32(@ForAll double value) {
    Tensor tensor =
        new Tensor(DType.F64, Shape.SCALAR, littleEndian(Double.doubleToRawLongBits(value)));
    assertEquals((float) value, tensor.toFloats()[0]);
    assertArrayEquals(new double[] {value}, tensor.toDoubles());
  }

  private static MemorySegment littleEndian(long value) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return MemorySegment.ofArray(bytes);
  }

  @Property
  void copyToNativeMemoryEqualsToFloats(@ForAll @Size(max = 50) float[] values) {
    Tensor tensor = Tensor.ofFloats(Shape.of(values.length), values);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment native0 = arena.allocate(values.length * 4L + 7);
      tensor.copyToFloats(native0, 7);
      assertArrayEquals(values, native0.asSlice(7).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
      assertArrayEquals(values, tensor.toFloats());
    }
  }

  @Test
  void copyChecksTheRoom() {
    Tensor tensor = Tensor.ofFloats(Shape.of(2), 1, 2);
    MemorySegment room = MemorySegment.ofArray(new float[2]);
    assertMessage("wanted 8 bytes to copy into, got 4", () -> tensor.copyToFloats(room, 4));
    assertMessage("wanted 8 bytes", () -> tensor.copyToFloats(room, -4));
    assertMessage("wanted 8 bytes", () -> tensor.copyToFloats(room, Long.MAX_VALUE));
  }

  @Test
  void floatsAreNoIntegers() {
    assertMessage("wanted integers", () -> Tensor.ofFloats(Shape.of(1), 1).toLongs());
    assertArrayEquals(new long[] {5, -6}, Tensor.ofLongs(Shape.of(2), 5, -6).toLongs());
  }

  @Test
  void contentEquality() {
    Tensor tensor = Tensor.ofFloats(Shape.of(2, 1), 1, 2);
    assertTrue(tensor.contentEquals(Tensor.ofFloats(Shape.of(2, 1), 1, 2)));
    assertFalse(tensor.contentEquals(Tensor.ofFloats(Shape.of(1, 2), 1, 2)));
    assertFalse(tensor.contentEquals(Tensor.ofFloats(Shape.of(2, 1), 1, 3)));
  }

  @Test
  void namesOfTypes() {
    for (DType dtype : DType.values()) {
      assertEquals(dtype, DType.ofSafetensorsName(dtype.safetensorsName()).orElseThrow());
      dtype.npyKind().ifPresent(kind -> assertEquals(dtype, DType.ofNpyKind(kind).orElseThrow()));
      assertEquals(dtype == DType.BF16, dtype.npyKind().isEmpty());
    }
    assertTrue(DType.ofSafetensorsName("F33").isEmpty());
    assertTrue(DType.ofNpyKind("c8").isEmpty());
  }

  private static void assertMessage(String part, Executable code) {
    String message = assertThrows(LanewiseException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }
}
