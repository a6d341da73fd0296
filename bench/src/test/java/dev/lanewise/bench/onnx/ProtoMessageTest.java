package dev.lanewise.bench.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.format.io.OutputFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wire bytes, some of them from the examples of protobuf.dev. */
class ProtoMessageTest {
  @TempDir Path folder;

  @Test
  void integers() throws IOException {
    check("08 96 01", new ProtoMessage().integer(1, 150));
    check("08 00", new ProtoMessage().integer(1, 0));
    check("08 fe ff ff ff ff ff ff ff ff 01", new ProtoMessage().integer(1, -2));
    check("a0 01 07", new ProtoMessage().integer(20, 7));
  }

  @Test
  void text() throws IOException {
    check("12 07 74 65 73 74 69 6e 67", new ProtoMessage().text(2, "testing"));
    check("12 02 c3 a9", new ProtoMessage().text(2, "\u00e9"));
  }

  @Test
  void reals() throws IOException {
    check("15 00 00 80 3f", new ProtoMessage().real(2, 1f));
  }

  @Test
  void messagesInMessages() throws IOException {
    ProtoMessage inner = new ProtoMessage().integer(1, 150);
    check("1a 03 08 96 01", new ProtoMessage().message(3, inner));
    ProtoMessage bytes =
        new ProtoMessage().bytes(1, MemorySegment.ofArray(new byte[] {1, 2})).integer(2, 3);
    check("0a 02 01 02 10 03", bytes);
    check(
        "08 05 1a 06 0a 02 01 02 10 03 08 06",
        new ProtoMessage().integer(1, 5).message(3, bytes).integer(1, 6));
  }

  private void check(String hex, ProtoMessage message) throws IOException {
    Path file = folder.resolve("message");
    OutputFile.write(file, message::writeTo);
    HexFormat format = HexFormat.ofDelimiter(" ");
    assertEquals(hex, format.formatHex(Files.readAllBytes(file)));
    assertEquals(Files.size(file), message.byteSize());
  }
}
