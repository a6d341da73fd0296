package dev.lanewise.engine.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged file is read or refused, and never anything else. */
class SafetensorsMutationTest {
  @TempDir Path folder;

  private Path file;
  private byte[] good;

  @BeforeEach
  void writeGoodFile() throws IOException {
    file = folder.resolve("mutant.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      tensors.put("t." + dtype, Tensor.allocate(dtype, Shape.of(2, 1, 3), Arena.ofAuto()));
    }
    tensors.put("scalar", Tensor.ofFloats(Shape.SCALAR, 3));
    tensors.put("empty", Tensor.ofFloats(Shape.of(0, 4)));
    SafetensorsWriter.write(file, tensors, Map.of("note", "\"π\"\n"));
    good = Files.readAllBytes(file);
  }

  @Test
  void theGoodFileIsGood() throws IOException {
    assertTrue(isAccepted(good));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      var e = assertThrows(ModelFormatException.class, () -> SafetensorsFile.open(file));
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
  }

  @Test
  void everyAdditionIsRefused() throws IOException {
    for (int more = 1; more <= 64; more++) {
      Files.write(file, Arrays.copyOf(good, good.length + more));
      assertThrows(ModelFormatException.class, () -> SafetensorsFile.open(file));
    }
  }

  @Test
  void changedBytesAreReadOrRefused() throws IOException {
    Random random = new Random(20240229);
    int accepted = 0;
    int runs = 5000;
    for (int run = 0; run < runs; run++) {
      byte[] mutant = good.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        mutate(mutant, random);
      }
      accepted += isAccepted(mutant) ? 1 : 0;
    }
    assertTrue(accepted > 0 && accepted < runs, accepted + " of " + runs + " accepted");
  }

  /** Changes a byte to any, or to one that means something in a header. */
  private static void mutate(byte[] bytes, Random random) {
    String tokens = "{}[]:,\"\\0123456789-.eEtfnu ";
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(3)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      default -> bytes[at] = (byte) tokens.charAt(random.nextInt(tokens.length()));
    }
  }

  private boolean isAccepted(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      for (String name : weights.names()) {
        Tensor tensor = weights.get(name);
        assertEquals(tensor.elementCount(), tensor.toFloats().length);
      }
      return true;
    } catch (ModelFormatException refused) {
      assertTrue(refused.getMessage().lines().count() == 1, refused.getMessage());
      return false;
    }
  }

  @Test
  void nothingStaysMapped() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.isReadable(maps), "this system does not list the maps of a process");
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      assertEquals(1, weights.names().stream().limit(1).count());
      assertTrue(isMapped(maps), "the test can see a map");
    }
    for (int length = 0; length <= good.length; length++) {
      isAccepted(Arrays.copyOf(good, length));
    }
    assertFalse(isMapped(maps));
  }

  private boolean isMapped(Path maps) throws IOException {
    try (var lines = Files.lines(maps)) {
      return lines.anyMatch(line -> line.endsWith("/" + file.getFileName()));
    }
  }
}
