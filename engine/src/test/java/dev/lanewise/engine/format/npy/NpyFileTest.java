package dev.lanewise.engine.format.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  private static final String GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

  @TempDir Path folder;

  @Test
  void writtenBytes() throws IOException {
    Path path = folder.resolve("x.npy");
    NpyFile.write(path, Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    byte[] bytes = Files.readAllBytes(path);
    // What NumPy 2 writes for numpy.arange(1, 7, dtype='float32').reshape(2, 3).
    String header = GOOD + " ".repeat(128 - 10 - GOOD.length() - 1) + "\n";
    assertEquals("934e554d505901007600", HexFormat.of().formatHex(bytes, 0, 10));
    assertEquals(header, new String(bytes, 10, 118, StandardCharsets.US_ASCII));
    assertEquals(
        "0000803f00000040000040400000804000" + "00a0400000c040",
        HexFormat.of().formatHex(bytes, 128, bytes.length));
  }

  @ParameterizedTest
  @CsvSource({
    "<f4, F32", ">f4, F32", "=f4, F32", "<f8, F64", ">f8, F64", "<f2, F16", ">f2, F16", "|b1, BOOL",
    "|u1, U8", "<u1, U8", "|i1, I8", "<i2, I16", ">i2, I16", "<u2, U16", ">u2, U16", "<i4, I32",
    ">i4, I32", "<u4, U32", ">u4, U32", "<i8, I64", ">i8, I64", "<u8, U64", ">u8, U64"
  })
  void typesAndByteOrders(String descr, DType dtype) throws IOException {
    double[] values = {0, 1, 1, 0, 0, 1};
    ByteOrder order =
        switch (descr.charAt(0)) {
          case '>' -> ByteOrder.BIG_ENDIAN;
          case '=' -> ByteOrder.nativeOrder();
          default -> ByteOrder.LITTLE_ENDIAN;
        };
    ByteBuffer data = ByteBuffer.allocate(6 * dtype.byteSize()).order(order);
    for (double value : values) {
      switch (dtype) {
        case F64 -> data.putDouble(value);
        case F32 -> data.putFloat((float) value);
        case F16 -> data.putShort(Float.floatToFloat16((float) value));
        default -> {
          switch (dtype.byteSize()) {
            case 1 -> data.put((byte) value);
            case 2 -> data.putShort((short) value);
            case 4 -> data.putInt((int) value);
            default -> data.putLong((long) value);
          }
        }
      }
    }
    Tensor tensor = NpyFile.read(file(1, GOOD.replace("<f4", descr), data.array()));
    assertEquals(dtype, tensor.dtype());
    assertEquals(Shape.of(2, 3), tensor.shape());
    assertArrayEquals(values, tensor.toDoubles());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void versions(int version) throws IOException {
    Tensor tensor = NpyFile.read(file(version, GOOD, floats(1, 2, 3, 4, 5, 6)));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, tensor.toFloats());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 3)}",
        "{'shape':(2,3,),'fortran_order':False,'descr':'<f4'}",
        "{'shape': (2L, 3L), 'fortran_order': False, 'descr': '<f4'}  \n"
      })
  void otherSpellingsOfTheHeader(String header) throws IOException {
    Tensor tensor = NpyFile.read(file(1, header, floats(1, 2, 3, 4, 5, 6)));
    assertEquals(Shape.of(2, 3), tensor.shape());
  }

  @ParameterizedTest
  @CsvSource({"<f4", ">f4"})
  void fortranOrder(String descr) throws IOException {
    String header = "{'descr': '" + descr + "', 'fortran_order': True, 'shape': (2, 3, 4), }";
    ByteBuffer data = ByteBuffer.allocate(96);
    data.order(descr.equals("<f4") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int k = 0; k < 4; k++) {
      for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 2; i++) {
          data.putFloat(100 * i + 10 * j + k);
        }
      }
    }
    float[] values = NpyFile.read(file(1, header, data.array())).toFloats();
    for (int n = 0; n < 24; n++) {
      assertEquals(100 * (n / 12) + 10 * (n / 4 % 3) + n % 4, values[n]);
    }
  }

  @Test
  void fortranOrderOfVectorsScalarsAndNothing() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': True, 'shape': %s}";
    assertEquals(2, NpyFile.read(file(1, header.formatted("(2,)"), floats(1, 2))).toFloats()[1]);
    assertEquals(7, NpyFile.read(file(1, header.formatted("()"), floats(7))).toFloats()[0]);
    assertEquals(
        Shape.of(3, 0, 2), NpyFile.read(file(1, header.formatted("(3, 0, 2)"), floats())).shape());
  }

  @Test
  void readsIntoTheGivenArena() throws IOException {
    Path path = file(1, GOOD, floats(1, 2, 3, 4, 5, 6));
    Tensor tensor;
    try (Arena arena = Arena.ofConfined()) {
      tensor = NpyFile.read(path, arena);
      assertTrue(tensor.data().isNative());
      assertEquals(0, tensor.data().address() % 64);
    }
    assertThrows(IllegalStateException.class, tensor::toFloats);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3)}; which can run code",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (3,)}; dtype '<c8' is not supported",
        "{'descr': '<U6', 'fortran_order': False, 'shape': (1,)}; dtype '<U6' is not supported",
        "{'descr': 'f4', 'fortran_order': False, 'shape': (2, 3)}; dtype 'f4' is not supported",
        "{'descr': '|f4', 'fortran_order': False, 'shape': (2, 3)}; dtype '|f4' is not supported",
        "{'descr': '', 'fortran_order': False, 'shape': (2, 3)}; dtype '' is not supported",
        "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (6,)}; arrays of records",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}; wanted a string, True, False or",
        "{'descr': '<f4', 'fortran_order': 'x', 'shape': (2, 3)}; to be True or False",
        "{'descr': True, 'fortran_order': False, 'shape': (2, 3)}; wanted descr to be a string",
        "{'descr': '<f4', 'fortran_order': False, 'shape': '2'}; wanted shape to be a tuple",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}; as in (3,)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-6,)}; an integer from 0",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}; wanted ',' or ')'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}; an integer",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}; more than",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}; more than",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}; truncated: F32 [2, 4] takes 32",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}; too long: F32 [2, 2] takes 16",
        "{'descr': '<f4', 'fortran_order': False}; wanted the keys",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'x': True}; wanted the keys",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)}; second time",
        "{'descr': '<f\\x34', 'fortran_order': False, 'shape': (6,)}; no escapes",
        "{'descr: 1; wanted a closing quote",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)} x; wanted the end of the header",
        "{'descr': Truth; wanted True",
        "{descr: 1}; wanted a string in quotes",
        "{; wanted a string in quotes",
        "__import__('os').system('true'); wanted '{'"
      })
  void badHeadersAreRefused(String header, String reason) throws IOException {
    assertRefused(file(1, header, floats(1, 2, 3, 4, 5, 6)), reason);
  }

  @Test
  void foreignAndDamagedFiles() throws IOException {
    assertRefused(bytes(), "got an empty file");
    assertRefused(bytes("1 2 3".getBytes(StandardCharsets.UTF_8)), "got a text file");
    assertRefused(bytes(HexFormat.of().parseHex("504b0304")), "got a zip archive");
    assertRefused(bytes(HexFormat.of().parseHex("934e554d5059")), "truncated: wanted at least 10");
    assertRefused(file(4, GOOD, floats()), "wanted version 1.0, 2.0 or 3.0");
    byte[] huge = HexFormat.of().parseHex("934e554d50590200ffffffff");
    assertRefused(bytes(huge), "wanted at most 1048576 bytes, got 4294967295");
    byte[] cut = HexFormat.of().parseHex("934e554d5059020099000000");
    assertRefused(bytes(Arrays.copyOf(cut, 11)), "truncated: wanted at least 12 bytes, got 11");
    assertRefused(bytes(cut), "truncated: wanted at least 165 bytes, got 12");
    String deep = "{'shape': (" + "1,".repeat(65);
    assertRefused(file(1, deep, floats()), "more than 64 dimensions, the limit");
    Path missing = folder.resolve("missing.npy");
    var e = assertThrows(IOException.class, () -> NpyFile.read(missing));
    assertEquals(missing + ": no such file; wanted an .npy file; check the path", e.getMessage());
  }

  @Test
  void hugeShapeIsRefusedBeforeAllocation() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}";
    assertRefused(file(1, header, floats(1)), "truncated: F32 [1000000000000] takes 4000000000000");
  }

  @Test
  void everyTruncationAndAdditionIsRefused() throws IOException {
    byte[] good = Files.readAllBytes(file(1, GOOD, floats(1, 2, 3, 4, 5, 6)));
    for (int length = 0; length < good.length + 64; length++) {
      if (length != good.length) {
        Path path = bytes(Arrays.copyOf(good, length));
        assertThrows(ModelFormatException.class, () -> NpyFile.read(path));
      }
    }
  }

  @Test
  void changedBytesAreReadOrRefused() throws IOException {
    Random random = new Random(20240229);
    String tokens = "{}()'\":,<>|=TF0123456789fiub ";
    int accepted = 0;
    for (int version = 1; version <= 3; version++) {
      byte[] good = Files.readAllBytes(file(version, GOOD, floats(1, 2, 3, 4, 5, 6)));
      for (int run = 0; run < 1500; run++) {
        byte[] mutant = good.clone();
        int at = random.nextInt(good.length);
        mutant[at] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt()
                    : tokens.charAt(random.nextInt(tokens.length())));
        try {
          Tensor tensor = NpyFile.read(bytes(mutant));
          assertEquals(tensor.elementCount(), tensor.toFloats().length);
          accepted++;
        } catch (ModelFormatException refused) {
          assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        }
      }
    }
    assertTrue(accepted > 0 && accepted < 4500, accepted + " of 4500 accepted");
  }

  @Test
  void recordedArrays() throws IOException {
    Tensor logits = NpyFile.read(SharedData.require("weights/chelsea_logits_f32.npy"));
    assertEquals(Shape.of(1, 10), logits.shape());
    float[] values = logits.toFloats();
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    assertEquals(3, best, "class 3 is cat");
  }

  private static void assertRefused(Path path, String reason) {
    var e = assertThrows(ModelFormatException.class, () -> NpyFile.read(path));
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  private Path file(int version, String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HexFormat.of().parseHex("934e554d5059"));
    out.write(version);
    out.write(0);
    for (int i = 0; i < (version == 1 ? 2 : 4); i++) {
      out.write(text.length >> 8 * i);
    }
    out.writeBytes(text);
    out.writeBytes(data);
    return bytes(out.toByteArray());
  }

  private Path bytes(byte... bytes) throws IOException {
    return Files.write(folder.resolve("file.npy"), bytes);
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }
}
