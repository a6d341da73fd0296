package dev.lanewise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.safetensors.SafetensorsFile;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Gen1Test {
  @ParameterizedTest
  @CsvSource({
    "'', cbf29ce484222325",
    "a, af63dc4c8601ec8c",
    "conv1.weight, 69a29a2cee47d254",
    "input.fine, 419dd51b0e5de2a7"
  })
  void seedIsFnv1a(String name, String hash) {
    assertEquals(HexFormat.fromHexDigitsToLong(hash), Gen1.seed(name));
  }

  @Test
  void uniformStream() {
    long seed = Gen1.seed("conv1.weight");
    float[] first = new float[8];
    for (int i = 0; i < first.length; i++) {
      first[i] = Gen1.u(seed, i);
    }
    assertEquals(
        "3db8a080 3efb0bac bf74439c 3ef1ddd4 be85c914 3f6db530 3f4cf65e bf55d692", bits(first));
  }

  @ParameterizedTest
  @CsvSource({
    "conv1.weight, '64,3,7,7', lin, 0.154296875, 0.0, d79bf329,"
        + " 3c63e61e 3d9af134 be16c1ba 3d9546e9 bd252435 3e12b5d4 3dfd001c be03fa6e",
    "bn1.weight, 64, lin, 0.125, 1.0, b50ab60c,"
        + " 3f770d95 3f8a618f 3f8236ca 3f6ff622 3f78fb88 3f688130 3f7d7345 3f69fb99",
    "bn1.running_mean, 64, lin, 0.125, 0.0, 7d551f23,"
        + " 3d7013a4 3cce1128 3c2c6e60 3dbfd5ea 3ddb5000 3d5eb1c0 bdd9e592 3dc7a634",
    "bn1.running_var, 64, abs, 1.5, 0.0625, 2f5151df,"
        + " 3efa959e 3f6c3a07 3fbcc771 3e6c7d30 3ea03ef2 3f9557db 3f2ecb17 3f895b59",
    "layer2.0.downsample.0.weight, '128,64,1,1', lin, 0.12353515625, 0.0, 67f12777,"
        + " 3de5f185 bd95058e 3ce7af9b 3dc1288f bcb87934 bd85207c bdce2a2c bdd4df73",
    "fc.weight, '1000,512', lin, 0.047119140625, 0.0, 7d9c76ef,"
        + " babda7c0 3d0fb232 3cbc0054 3c9aca72 bce4bcc2 3cebe159 bc6ade3d 3cd9f938",
    "fc.bias, 1000, lin, 0.125, 0.0, 8b9e8c5b,"
        + " bbb714a0 bb9dd860 bd613728 bd5400a0 bcaf5cf8 3d16f794 bdd5b36c bd5607a0",
    "stem.0.weight, '64,3,3,7,7', lin, 0.095703125, 0.0, 7317297c,"
        + " 3d6381ab bd0c1ef8 3d1bae22 3d9e4dcb bd3de752 bd295001 bd142128 bd8a8b75",
    "layer1.0.conv1.0.weight, '64,64,3,3,3', lin, 0.05078125, 0.0, b117dcc0,"
        + " ba5c9528 3d07722b 3d04f635 3d40567a bce5f121 3b4b257c bd01336f 3d3c5e16"
  })
  void tensors(
      String name, String shape, String mode, String a, String b, String crc, String firstBits) {
    String line = String.join("\t", name, "f32", shape, mode, a, b, crc);
    try (Arena arena = Arena.ofConfined()) {
      float[] values = Gen1.Recipe.parse(line).generate(arena).toFloats();
      assertEquals(firstBits, bits(Arrays.copyOf(values, 8)));
    }
  }

  @Test
  void wrongCrcIsNoticed() {
    var recipe = Gen1.Recipe.parse("bn1.weight\tf32\t64\tlin\t0.125\t1.0\tb50ab60d");
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(IllegalStateException.class, () -> recipe.generate(arena));
    }
  }

  @Test
  void firstValuesOfAnInput() throws IOException {
    Path folder = SharedData.require("golden/architectures/resnet18");
    GoldenCase golden = GoldenCase.read(folder).getFirst();
    try (Arena arena = Arena.ofConfined()) {
      float[] values = Arrays.copyOf(golden.input(arena).toFloats(), 8);
      assertEquals(
          "3fc5ab72 3fb63583 3fb8303e 3f5b34fd 3fda3b9b 3f697faf 3f792988 3f47d758", bits(values));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar_resnet20",
        "resnet18",
        "resnet_3in3out_w16",
        "cnn3d_ji",
        "lenet5",
        "multiscale_resnet1d_1x512",
        "unet2d_w4"
      })
  void inputsAndOutputsOfAnArchitecture(String arch) throws IOException {
    Path folder = SharedData.require("golden/architectures").resolve(arch);
    for (GoldenCase golden : GoldenCase.read(folder)) {
      try (Arena arena = Arena.ofConfined()) {
        golden.input(arena); // checks the CRC-32
      }
      for (int i = 0; i < golden.outputs().size(); i++) {
        double[] truth = golden.truth(i).toDoubles();
        double mean = Arrays.stream(truth).average().orElseThrow();
        double variance = Arrays.stream(truth).map(y -> (y - mean) * (y - mean)).sum();
        double std = Math.sqrt(variance / truth.length);
        assertEquals(golden.outputs().get(i).std(), std, 1e-6 * std, golden.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar_resnet20", "resnet18"})
  void weightsFile(String arch, @TempDir Path folder) throws IOException {
    Path tsv = SharedData.require("golden/architectures/" + arch + "/state_dict.tsv");
    Path file = folder.resolve("weights.safetensors");
    Gen1.writeSafetensors(tsv, file);
    Map<String, Gen1.Recipe> recipes =
        Gen1.readRecipes(tsv).stream().collect(Collectors.toMap(Gen1.Recipe::name, r -> r));
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      assertEquals(recipes.keySet(), weights.names());
      for (String name : weights.names()) {
        Tensor tensor = weights.get(name);
        Gen1.Recipe recipe = recipes.get(name);
        assertEquals(recipe.dtype(), tensor.dtype());
        assertEquals(recipe.shape(), tensor.shape());
        assertEquals(recipe.crc32(), Gen1.crc32(tensor), name);
      }
    }
  }

  @Test
  void sharedDataLiesBesideTheRootOfTheCheckout(@TempDir Path folder) throws IOException {
    Path inside = Files.createDirectories(folder.resolve("checkout/engine/target"));
    Files.createDirectory(folder.resolve("checkout/.git"));
    String named = System.getProperty("lanewise.shared", System.getenv("LANEWISE_SHARED"));
    if (named == null) {
      assertTrue(SharedData.find(inside).isEmpty());
      Path shared = Files.createDirectory(folder.resolve("shared"));
      assertArrayEquals(new Object[] {shared}, SharedData.find(inside).stream().toArray());
    } else {
      assertEquals(Path.of(named), SharedData.find(inside).orElseThrow());
    }
  }

  private static String bits(float[] values) {
    StringBuilder text = new StringBuilder();
    for (float value : values) {
      text.append(text.isEmpty() ? "" : " ");
      text.append("%08x".formatted(Float.floatToRawIntBits(value)));
    }
    return text.toString();
  }
}
