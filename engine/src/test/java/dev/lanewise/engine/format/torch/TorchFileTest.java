package dev.lanewise.engine.format.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints of the legacy form hold, well or badly. */
class TorchFileTest {
  private static final int[] PAIR = {2};
  private static final int[] ONE = {1};

  @TempDir Path folder;

  @Test
  void usualKeysComeFirst() throws IOException {
    PickleWriter nested =
        new PickleWriter().ops("}(").text("ema").ops("}").text("w").tensor("0", 4, 2, PAIR, ONE);
    nested.op('s').text("model").ops("}").text("w").tensor("0", 4, 1, PAIR, ONE).ops("su");
    try (TorchFile file = TorchFile.open(legacy(nested, true))) {
      assertEquals(List.of("w"), List.copyOf(file.names()));
      assertArrayEquals(new float[] {1, 2}, file.get("w").toFloats());
    }
  }

  @Test
  void theOnlyDictionaryOfTensorsIsTaken() throws IOException {
    PickleWriter one = new PickleWriter().ops("}(").text("epoch").integer(3);
    one.text("generator").ops("}").text("w").tensor("0", 4, 1, PAIR, ONE).ops("su");
    try (TorchFile file = TorchFile.open(legacy(one, true))) {
      assertArrayEquals(new float[] {1, 2}, file.get("w").toFloats());
    }
    PickleWriter two = new PickleWriter().ops("}(");
    for (String key : List.of("generator", "critic")) {
      two.text(key).ops("}").text("w").tensor("0", 4, 1, PAIR, ONE).op('s');
    }
    assertRefused("several dictionaries of tensors: 'generator', 'critic'", two.op('u'), true);
  }

  @Test
  void viewsThatAreNotContiguous() throws IOException {
    PickleWriter pickle = new PickleWriter().ops("}").text("w");
    pickle.tensor("0", 4, 0, new int[] {2, 2}, new int[] {1, 2}).op('s');
    try (TorchFile file = TorchFile.open(legacy(pickle, true))) {
      assertArrayEquals(new float[] {0, 2, 1, 3}, file.get("w").toFloats());
    }
  }

  @Test
  void expandedBombs() throws IOException {
    PickleWriter bomb = new PickleWriter().ops("}").text("w");
    bomb.tensor("0", 4, 0, new int[] {1 << 20, 1 << 10}, new int[] {0, 0}).op('s');
    assertRefused("not contiguous take more than", bomb, true);
  }

  @Test
  void otherContents() throws IOException {
    assertRefused("no tensor uses the storage '0'", new PickleWriter().op('}'), true);
    PickleWriter good = new PickleWriter().ops("}").text("w").tensor("0", 4, 0, PAIR, ONE).op('s');
    assertRefused("wanted little-endian numbers", good, false);
    PickleWriter other = new PickleWriter().ops("}").text("w").tensor("1", 4, 0, PAIR, ONE).op('s');
    assertRefused("no tensor uses the storage '0'", other, true);
    PickleWriter count = new PickleWriter().ops("}").text("w").tensor("0", 5, 0, PAIR, ONE).op('s');
    Path path = legacy(count, true);
    assertRefused("storage '0': at byte", path);
    assertRefused("wanted 5 elements, got 4", path);
  }

  @Test
  void otherParts() throws IOException {
    byte[] seven = new PickleWriter().integer(7).stop();
    byte[] list = new PickleWriter().ops("]").stop();
    byte[] dict = new PickleWriter().ops("}").stop();
    byte[] twice = new PickleWriter().ops("](").text("0").text("0").op('e').stop();
    byte[] listed = new PickleWriter().ops("]Na").stop();
    byte[] stored = new PickleWriter().storage("0", 4).stop();
    PickleWriter w = new PickleWriter().ops("}").text("w").tensor("0", 4, 0, PAIR, ONE).op('s');
    byte[] one = w.stop();
    PickleWriter v = new PickleWriter().ops("}(").text("v").tensor("0", 4, 0, PAIR, ONE);
    byte[] two = v.text("w").tensor("0", 5, 0, PAIR, ONE).op('u').stop();
    byte[] version = version();
    byte[] machine = machine(true);
    assertPartsRefused("0x1950a86a20f9469cfc6c, got 7; copy", seven, version);
    assertPartsRefused("0x1950a86a20f9469cfc6c, got a list", list, version);
    assertPartsRefused("wanted version 1001 of the legacy format, got 7", magic(), seven);
    assertPartsRefused("wanted no storage here", magic(), version, stored);
    byte[] head = join(magic(), version, machine);
    assertPartsRefused("wanted a dictionary of tensors by name, got a list", head, list, list);
    assertPartsRefused("no dictionary of tensors in it", head, dict, list);
    assertPartsRefused("wanted a list of storage keys, got a number", head, dict, seven);
    assertPartsRefused("wanted storage keys to be strings, got None", head, dict, listed);
    assertPartsRefused("storage '0': 5 elements of F32 here and 4 of F32 before", head, two);
    assertPartsRefused("comes for the second time", head, one, twice, numbers(), numbers());
    assertPartsRefused("lies in storage '0', which the file lacks", head, one, list);
  }

  @Test
  void otherFiles() throws IOException {
    Path text = Files.writeString(folder.resolve("x.pt"), "weights");
    assertRefused("wanted a PyTorch checkpoint, got a text file; save the weights as", text);
  }

  private void assertPartsRefused(String reason, byte[]... parts) throws IOException {
    assertRefused(reason, Files.write(folder.resolve("x.pt"), join(parts)));
  }

  private void assertRefused(String reason, PickleWriter pickle, boolean little)
      throws IOException {
    assertRefused(reason, legacy(pickle, little));
  }

  private static void assertRefused(String reason, Path path) {
    var e = assertThrows(ModelFormatException.class, () -> TorchFile.open(path).close());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  /** A file with one storage, called 0, of the numbers 0, 1, 2, 3. */
  private Path legacy(PickleWriter pickle, boolean little) throws IOException {
    byte[] keys = new PickleWriter().op(']').text("0").op('a').stop();
    return Files.write(
        folder.resolve("x.pt"),
        join(magic(), version(), machine(little), pickle.stop(), keys, numbers()));
  }

  private static byte[] magic() {
    byte[] magic = {
      0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
    };
    PickleWriter number = new PickleWriter().op(0x8a).op(10);
    for (byte b : magic) {
      number.op(b);
    }
    return number.stop();
  }

  private static byte[] version() {
    return new PickleWriter().integer(1001).stop();
  }

  private static byte[] machine(boolean little) {
    PickleWriter machine = new PickleWriter().op('}').text("little_endian");
    return machine.op(little ? 0x88 : 0x89).op('s').stop();
  }

  private static byte[] numbers() {
    ByteBuffer storage = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(4);
    return storage.putFloat(0).putFloat(1).putFloat(2).putFloat(3).array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
