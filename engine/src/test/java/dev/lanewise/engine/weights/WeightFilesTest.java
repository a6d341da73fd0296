package dev.lanewise.engine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.safetensors.SafetensorsWriter;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFilesTest {
  @TempDir Path folder;

  @Test
  void nameOfTheFileDoesNotMatter() throws IOException {
    Path path = folder.resolve("model.bin");
    Map<String, Tensor> tensors = Map.of("fc.bias", Tensor.ofFloats(Shape.of(2), 1, 2));
    SafetensorsWriter.write(path, tensors, Map.of("classes", "cat,dog"));
    try (WeightSource weights = WeightFiles.open(path)) {
      assertArrayEquals(new float[] {1, 2}, weights.get("fc.bias").toFloats());
      assertEquals(Map.of("classes", "cat,dog"), weights.metadata());
      assertEquals(path.toString(), weights.describe());
      var e = assertThrows(MissingTensorException.class, () -> weights.get("fc.weight"));
      assertEquals(
          path + ": no tensor 'fc.weight'; the file has 1, the first are 'fc.bias'",
          e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "weights/chelsea_logits_f32.npy, a NumPy .npy file",
    "weights/chelsea_32.png, a picture",
    "golden/SPEC.md, a text file",
    "data/unet_retina/test_best_weights.h5, an HDF5 file"
  })
  void otherFormatsAreRefusedByName(String relative, String kind) throws IOException {
    Path path = SharedData.require(relative);
    assertRefused(path, kind);
  }

  @Test
  void initializersOfOnnxModels() throws IOException {
    Path folder = SharedData.require("data/mnist_lenet_onnx");
    try (WeightSource model = WeightFiles.open(folder.resolve("mnist-8.onnx"));
        WeightSource copy = WeightFiles.open(folder.resolve("mnist-8.safetensors"))) {
      Tensor kernel = model.get("Parameter5");
      assertTrue(kernel.contentEquals(copy.get("conv1.weight")), kernel.toString());
    }
  }

  private static void assertRefused(Path path, String kind) {
    var e = assertThrows(ModelFormatException.class, () -> WeightFiles.open(path));
    String start =
        path + ": wanted a weights file (safetensors, PyTorch, .npz or ONNX), got " + kind;
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void archivesWithoutTheirEnd() throws IOException {
    byte[] zip = new byte[60];
    byte[] name = "conv1.weight.npy".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, zip, 0, 4);
    for (byte[] first : List.of(name, new byte[0])) {
      zip[26] = (byte) first.length;
      System.arraycopy(first, 0, zip, 30, first.length);
      Path file = Files.write(folder.resolve("x.npz"), zip);
      var e = assertThrows(ModelFormatException.class, () -> WeightFiles.open(file));
      assertTrue(e.getMessage().contains("truncated: a zip archive"), e.getMessage());
    }
  }

  @Test
  void damagedFilesAreTheReadersAffair() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{'});
    var e = assertThrows(ModelFormatException.class, () -> WeightFiles.open(file));
    assertTrue(e.getMessage().contains("truncated: the header takes 9 bytes"), e.getMessage());
    Path missing = folder.resolve("missing");
    var io = assertThrows(IOException.class, () -> WeightFiles.open(missing));
    assertTrue(io.getMessage().startsWith(missing + ": no such file"), io.getMessage());
  }

  @Test
  void tensorsInMemory() {
    Tensor tensor = Tensor.ofFloats(Shape.of(1), 7);
    try (WeightSource weights = WeightSource.of(Map.of("a", tensor), "random weights")) {
      assertEquals(tensor, weights.get("a"));
      assertEquals(Set.of("a"), weights.names());
      assertTrue(weights.metadata().isEmpty());
      var e = assertThrows(MissingTensorException.class, () -> weights.get("b"));
      assertTrue(e.getMessage().startsWith("random weights: no tensor 'b'"), e.getMessage());
    }
  }
}
