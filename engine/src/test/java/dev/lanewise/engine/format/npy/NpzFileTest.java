package dev.lanewise.engine.format.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzFileTest {
  @TempDir Path folder;

  @Test
  void whatNumPyCompressed() throws IOException {
    try (WeightSource file = WeightFiles.open(resource("numpy_compressed.npz"))) {
      assertEquals(
          List.of("conv.weight", "fortran", "scalar", "empty", "flags", "größe"),
          List.copyOf(file.names()));
      double[] eighths = IntStream.range(0, 24).mapToDouble(i -> i / 8.0).toArray();
      assertEquals("F32 [2, 3, 4]", file.get("conv.weight").toString());
      assertArrayEquals(eighths, file.get("conv.weight").toDoubles());
      assertEquals("F64 [2, 3, 4]", file.get("fortran").toString());
      assertArrayEquals(eighths, file.get("fortran").toDoubles());
      assertArrayEquals(new float[] {3.25f}, file.get("scalar").toFloats());
      assertEquals("I16 [0, 4]", file.get("empty").toString());
      assertArrayEquals(new long[] {1, 0}, file.get("flags").toLongs());
      assertArrayEquals(new double[] {1, 0x1p63}, file.get("größe").toDoubles());
    }
  }

  @Test
  void whatNumPyStored() throws IOException {
    try (WeightSource file = WeightFiles.open(resource("numpy_stored.npz"))) {
      assertEquals("F16 [2, 3, 4]", file.get("conv.weight").toString());
      assertEquals(2.875f, file.get("conv.weight").toFloats()[23]);
      long[] whole = IntStream.range(0, 24).mapToLong(i -> i / 8).toArray();
      assertArrayEquals(whole, file.get("fortran").toLongs());
    }
  }

  @Test
  void roundTrip() throws IOException {
    Random random = new Random(7);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      if (dtype.npyKind().isPresent()) {
        Tensor tensor = Tensor.allocate(dtype, Shape.of(3, 1, 5), Arena.ofAuto());
        byte[] bytes = new byte[(int) tensor.data().byteSize()];
        random.nextBytes(bytes);
        tensor.data().asByteBuffer().put(bytes);
        tensors.put("a." + dtype, tensor);
      }
    }
    tensors.put("none", Tensor.ofFloats(Shape.of(0)));
    Path path = folder.resolve("x.NPZ");
    WeightFiles.write(path, tensors, Map.of("dropped", "yes"));
    try (WeightSource file = WeightFiles.open(path)) {
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(file.names()));
      tensors.forEach((name, tensor) -> assertTrue(tensor.contentEquals(file.get(name)), name));
      assertTrue(file.get("a.F32").data().isMapped());
    }
    byte[] once = Files.readAllBytes(path);
    WeightFiles.write(path, tensors, Map.of());
    assertArrayEquals(once, Files.readAllBytes(path));
  }

  @Test
  void typesThatNumPyLacks() {
    Path path = folder.resolve("x.npz");
    Tensor tensor = Tensor.allocate(DType.BF16, Shape.of(2), Arena.ofAuto());
    var e =
        assertThrows(
            LanewiseException.class, () -> WeightFiles.write(path, Map.of("w", tensor), Map.of()));
    assertEquals(path + ": tensor w: an .npy file cannot hold BF16; use F32", e.getMessage());
    assertFalse(Files.exists(path));
  }

  @Test
  void otherEndings() {
    Path path = folder.resolve("x.pt");
    var e =
        assertThrows(LanewiseException.class, () -> WeightFiles.write(path, Map.of(), Map.of()));
    assertTrue(e.getMessage().contains(".safetensors or .npz"), e.getMessage());
  }

  @Test
  void otherFiles() throws IOException {
    Path path = npy();
    var e = assertThrows(ModelFormatException.class, () -> NpzFile.open(path));
    assertEquals(
        path
            + ": wanted an .npz file, got a NumPy .npy file, which holds one array without a name;"
            + " save the arrays with numpy.savez",
        e.getMessage());
  }

  @Test
  void membersThatAreNoArrays() throws IOException {
    byte[] npy = Files.readAllBytes(npy());
    assertRefused(zip("a.npy", npy, "notes.txt", npy), "member 'notes.txt': wanted .npy files");
    assertRefused(zip("a.npy", new byte[9]), "member 'a.npy': wanted an .npy file, got");
    byte[] object = npy.clone();
    object[new String(npy, 0, 64, StandardCharsets.ISO_8859_1).indexOf("<f4")] = '|';
    object[new String(object, 0, 64, StandardCharsets.ISO_8859_1).indexOf("|f4") + 1] = 'O';
    assertRefused(zip("a.npy", object), "Python objects");
    assertRefused(zip("a.npy", Arrays.copyOf(npy, npy.length - 1)), "truncated");
  }

  private Path npy() throws IOException {
    Path path = folder.resolve("x.npy");
    NpyFile.write(path, Tensor.ofFloats(Shape.of(2), 1, 2));
    return path;
  }

  private void assertRefused(Path path, String reason) {
    var e = assertThrows(ModelFormatException.class, () -> WeightFiles.open(path));
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private Path zip(Object... namesAndBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        zip.write((byte[]) namesAndBytes[i + 1]);
      }
    }
    return Files.write(folder.resolve("x.npz"), bytes.toByteArray());
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = NpzFileTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }
}
