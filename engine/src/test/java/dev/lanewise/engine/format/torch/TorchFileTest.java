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
    assertRefused("storage '0': at byte", count, true);
  }

  private void assertRefused(String reason, PickleWriter pickle, boolean little)
      throws IOException {
    Path path = legacy(pickle, little);
    var e = assertThrows(ModelFormatException.class, () -> TorchFile.open(path).close());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  /** A file with one storage, called 0, of the numbers 0, 1, 2, 3. */
  private Path legacy(PickleWriter pickle, boolean little) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] magic = {
      0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
    };
    PickleWriter number = new PickleWriter().op(0x8a).op(10);
    for (byte b : magic) {
      number.op(b);
    }
    bytes.writeBytes(number.stop());
    bytes.writeBytes(new PickleWriter().integer(1001).stop());
    PickleWriter machine = new PickleWriter().op('}').text("little_endian");
    bytes.writeBytes(machine.op(little ? 0x88 : 0x89).op('s').stop());
    bytes.writeBytes(pickle.stop());
    bytes.writeBytes(new PickleWriter().op(']').text("0").op('a').stop());
    ByteBuffer storage = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(4);
    storage.putFloat(0).putFloat(1).putFloat(2).putFloat(3);
    bytes.writeBytes(storage.array());
    return Files.write(folder.resolve("x.pt"), bytes.toByteArray());
  }
}
