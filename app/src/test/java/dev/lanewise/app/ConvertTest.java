package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertTest {
  @TempDir Path folder;

  @Test
  void thereAndBack() throws IOException {
    Path first = TestFiles.weights(folder.resolve("a.safetensors"));
    Path middle = folder.resolve("b.npz");
    Path last = folder.resolve("c.safetensors");
    Cli.Outcome outcome = Cli.run("convert", first, middle);
    assertEquals(new Cli.Outcome(0, middle + ": 116 tensors, 1.03 MiB\n", ""), outcome);
    assertEquals(0, Cli.run("convert", middle, last).code());
    try (WeightSource a = WeightFiles.open(first);
        WeightSource c = WeightFiles.open(last)) {
      assertEquals(List.copyOf(a.names()).size(), c.names().size());
      for (String name : a.names()) {
        assertTrue(a.get(name).contentEquals(c.get(name)), name);
      }
    }
  }

  @Test
  void otherTypes() throws IOException {
    Path first = TestFiles.weights(folder.resolve("a.safetensors"));
    Path half = folder.resolve("half.safetensors");
    assertEquals(0, Cli.run("convert", first, half, "--dtype", "f16").code());
    try (WeightSource a = WeightFiles.open(first);
        WeightSource b = WeightFiles.open(half)) {
      assertEquals(a.metadata(), b.metadata());
      Tensor expected = a.get("conv1.weight").cast(DType.F16, Arena.ofAuto());
      assertTrue(expected.contentEquals(b.get("conv1.weight")));
      assertEquals(DType.I64, b.get("bn1.num_batches_tracked").dtype());
    }
  }

  @Test
  void checkpoints() throws IOException {
    Path weights = SharedData.require("data/cifar_resnet20/resnet20-12fca82f.th");
    Path out = folder.resolve("x.safetensors");
    assertEquals(0, Cli.run("convert", weights, out).code());
    try (WeightSource a = WeightFiles.open(weights.resolveSibling("resnet20.safetensors"));
        WeightSource b = WeightFiles.open(out)) {
      assertEquals(a.names().size(), b.names().size());
      for (String name : a.names()) {
        assertTrue(a.get(name).contentEquals(b.get("module." + name)), name);
      }
    }
  }

  @Test
  void failuresLeaveNothing() throws IOException {
    Path text = Files.writeString(folder.resolve("in.txt"), "no weights");
    Path out = folder.resolve("x.npz");
    assertProblem(1, "wanted a weights file", "convert", text, out);
    assertProblem(1, "wanted a name that ends in", "convert", weights(), folder.resolve("x.h5"));
    assertProblem(2, "wanted one of F16, BF16, F32, F64", "convert", text, out, "--dtype", "I8");
    assertProblem(1, "cannot hold BF16", "convert", weights(), out, "--dtype", "bf16");
    assertEquals(List.of("in.txt", "w.safetensors"), TestFiles.names(folder));
  }

  private Path weights() throws IOException {
    return TestFiles.weights(folder.resolve("w.safetensors"));
  }

  private static void assertProblem(int code, String text, Object... arguments) {
    Cli.Outcome outcome = Cli.run(arguments);
    assertEquals(code, outcome.code(), outcome.err());
    assertEquals("", outcome.out());
    assertEquals(1, outcome.problems().size(), outcome.err());
    assertTrue(outcome.err().contains(text), outcome.err());
  }
}
