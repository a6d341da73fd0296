package dev.lanewise.engine.format.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be written as an array. */
class NpyOutputTest {
  @TempDir Path folder;

  @Test
  void outputErrors() throws IOException {
    Tensor tensor = Tensor.ofFloats(Shape.of(1), 1);
    Path path = folder.resolve("no/such/folder/x.npy");
    var e = assertThrows(IOException.class, () -> NpyFile.write(path, tensor));
    assertEquals(
        path + ": the output could not be written: there is no such folder; create it first",
        e.getMessage());
    Tensor bf16 = Tensor.allocate(DType.BF16, Shape.of(1), Arena.ofAuto());
    Path out = folder.resolve("x.npy");
    assertUnwritable(out, "an .npy file cannot hold BF16; use F32", bf16);
    Tensor deep =
        Tensor.ofFloats(Shape.of(LongStream.generate(() -> 1).limit(22_000).toArray()), 1);
    assertUnwritable(
        out, "an .npy file cannot hold a shape of 22000 dimensions; reshape the tensor", deep);
  }

  private static void assertUnwritable(Path path, String reason, Tensor tensor) {
    var e = assertThrows(LanewiseException.class, () -> NpyFile.write(path, tensor));
    assertEquals(path + ": " + reason, e.getMessage());
    assertFalse(Files.exists(path));
  }
}
