package dev.lanewise.engine.format.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void replacesTheOldFile() throws IOException {
    Path path = Files.writeString(folder.resolve("out"), "a longer text than the new one");
    OutputFile.write(path, out -> out.write(HELLO));
    assertEquals("hello", Files.readString(path));
    assertFiles(1);
  }

  @Test
  void failureLeavesTheOldFileAndNothingElse() throws IOException {
    Path path = Files.writeString(folder.resolve("out"), "old");
    var e =
        assertThrows(
            IOException.class,
            () ->
                OutputFile.write(
                    path,
                    out -> {
                      out.write(HELLO);
                      throw new IOException("the disk is full");
                    }));
    assertEquals(path + ": the output could not be written: the disk is full", e.getMessage());
    assertEquals("old", Files.readString(path));
    assertFiles(1);
  }

  @Test
  void failureOfAnyKindLeavesNothing() throws IOException {
    assertThrows(
        IllegalStateException.class,
        () ->
            OutputFile.write(
                folder.resolve("out"),
                out -> {
                  throw new IllegalStateException();
                }));
    assertFiles(0);
  }

  @Test
  void impossibleTargets() throws IOException {
    assertRefused(folder.resolve("no/such/out"), "there is no such folder; create it first");
    assertRefused(folder, "is a folder");
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path below = file.resolve("out");
    var e = assertThrows(IOException.class, () -> OutputFile.write(below, out -> out.write(HELLO)));
    String start = below + ": the output could not be written: ";
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertTrue(e.getMessage().length() > start.length() && !e.getMessage().endsWith("null"));
    assertFiles(1);
  }

  @Test
  void folderWithoutPermission() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assumeTrue(locked.toFile().setWritable(false), "this system has no permissions");
    assumeTrue(!Files.isWritable(locked), "this user may write everywhere");
    assertRefused(locked.resolve("out"), "no permission; choose another place");
  }

  @Test
  void fileThatIsReadOnly() throws IOException {
    Path path = Files.writeString(folder.resolve("out"), "old");
    assumeTrue(path.toFile().setWritable(false), "this system has no permissions");
    assumeTrue(!Files.isWritable(path), "this user may write everywhere");
    assertRefused(path, "no permission; choose another place");
    assertEquals("old", Files.readString(path));
  }

  @Test
  void linkIsFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "this system has no symbolic links");
    }
    OutputFile.write(link, out -> out.write(HELLO));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("hello", Files.readString(target));
  }

  @Test
  void deviceStaysADevice() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "this system has no /dev/null");
    OutputFile.write(device, out -> out.write(HELLO));
    assertTrue(Files.exists(device) && !Files.isRegularFile(device));
  }

  private void assertRefused(Path path, String reason) {
    var e = assertThrows(IOException.class, () -> OutputFile.write(path, out -> out.write(HELLO)));
    assertEquals(path + ": the output could not be written: " + reason, e.getMessage());
  }

  private void assertFiles(int count) throws IOException {
    try (var files = Files.list(folder)) {
      assertEquals(count, files.count());
    }
  }
}
