package dev.lanewise.engine.format.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints of the zip form hold, well or badly. */
class ZipCheckpointTest {
  private static final byte[] LITTLE = "little".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  @Test
  void aTensorIsRead() throws IOException {
    byte[] pickle = pickle();
    byte[] one = {0, 0, (byte) 0x80, 0x3f};
    Path path = zip("net/data.pkl", pickle, "net/byteorder", LITTLE, "net/data/0", one);
    try (TorchFile file = TorchFile.open(path)) {
      assertArrayEquals(new float[] {1}, file.get("w").toFloats());
    }
  }

  @Test
  void archivesOfOtherContent() throws IOException {
    byte[] pickle = pickle();
    assertRefused("wanted one data.pkl, as torch.save puts into its zip", zip("a", LITTLE));
    assertRefused("archives, got 2", zip("a/data.pkl", pickle, "b/data.pkl", pickle));
    byte[] big = "big".getBytes(StandardCharsets.US_ASCII);
    assertRefused("byte order 'big' is not", zip("a/data.pkl", pickle, "a/byteorder", big));
    assertRefused("the archive has no storage 'a/data/0'", zip("a/data.pkl", pickle));
    assertRefused(
        "storage '0': wanted 4 bytes for 1 elements of F32, got 6",
        zip("a/data.pkl", pickle, "a/data/0", LITTLE));
  }

  @Test
  @Tag("once")
  void picklesHaveALimit() throws IOException {
    byte[] padding = new byte[500_000]; // the more bytes an archive has, the more it may unpack to
    new Random(1).nextBytes(padding);
    assertRefused(
        "data.pkl: wanted at most 67108864 bytes, got 67108865",
        zip("a/data.pkl", new byte[(64 << 20) + 1], "a/padding", padding));
  }

  /** A dictionary with a tensor of the whole storage 0, which has one number. */
  private static byte[] pickle() {
    int[] one = {1};
    return new PickleWriter().ops("}").text("w").tensor("0", 1, 0, one, one).op('s').stop();
  }

  private static void assertRefused(String reason, Path path) {
    var e = assertThrows(ModelFormatException.class, () -> TorchFile.open(path).close());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private Path zip(Object... namesAndBytes) throws IOException {
    Path path = folder.resolve("x.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        zip.write((byte[]) namesAndBytes[i + 1]);
      }
    }
    return path;
  }
}
