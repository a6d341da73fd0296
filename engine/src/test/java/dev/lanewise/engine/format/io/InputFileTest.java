package dev.lanewise.engine.format.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  @TempDir Path folder;

  @Test
  void readsAcrossChunks() throws IOException {
    byte[] bytes = new byte[200_001];
    new Random(1).nextBytes(bytes);
    Path path = Files.write(folder.resolve("file"), bytes);
    try (InputFile file = InputFile.open(path, "a file")) {
      assertEquals(bytes.length, file.size());
      assertArrayEquals(bytes, file.read(0, bytes.length));
      assertArrayEquals(Arrays.copyOfRange(bytes, 7, 150_000), file.read(7, 149_993));
    }
  }

  @Test
  void fileThatBecameShorter() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[10]);
    try (InputFile file = InputFile.open(path, "a file")) {
      Files.write(path, new byte[5]);
      assertArrayEquals(new byte[5], file.read(0, 5));
      var e = assertThrows(IOException.class, () -> file.read(0, 10));
      assertEquals(
          path + ": the file could not be read: it became shorter meanwhile", e.getMessage());
      e = assertThrows(IOException.class, () -> file.map(Arena.ofAuto()));
      assertEquals(
          path + ": the file could not be read: it became shorter meanwhile", e.getMessage());
    }
  }

  @Test
  void devicesAreNotRead() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "this system has no /dev/zero");
    var e = assertThrows(IOException.class, () -> InputFile.open(device, "a file"));
    assertEquals("/dev/zero: is no regular file; wanted a file", e.getMessage());
  }

  @Test
  void otherFailuresOfTheSystemAreTold() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    Path below = file.resolve("below");
    var e = assertThrows(IOException.class, () -> InputFile.open(below, "a file"));
    String start = below + ": the file could not be read: ";
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertTrue(e.getMessage().length() > start.length() && !e.getMessage().endsWith("null"));
  }

  @Test
  void fileWithoutPermission() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[1]);
    assumeTrue(path.toFile().setReadable(false), "this system has no permissions");
    assumeTrue(!Files.isReadable(path), "this user may read everything");
    var e = assertThrows(IOException.class, () -> InputFile.open(path, "a file"));
    assertEquals(
        path + ": no permission to read the file; check its access rights", e.getMessage());
  }

  @Test
  void errorTextIsPrintableAndShort() {
    assertEquals("'a\\u000ab'", ErrorText.quote("a\nb"));
    assertEquals("'\\u202ex\\u2028'", ErrorText.quote("\u202ex\u2028"));
    assertEquals("'π 😀'", ErrorText.quote("π 😀"));
    assertEquals("'" + "x".repeat(120) + "...'", ErrorText.quote("x".repeat(1_000_000)));
  }
}
