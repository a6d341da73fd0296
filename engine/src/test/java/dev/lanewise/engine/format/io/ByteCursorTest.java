package dev.lanewise.engine.format.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.format.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ByteCursorTest {
  @Test
  void linesHaveALimit() {
    byte[] text = "12\n3456789".getBytes(StandardCharsets.US_ASCII);
    ByteCursor in = new ByteCursor(MemorySegment.ofArray(text), 0, "f: pickle");
    assertEquals("12", new String(in.line(4), StandardCharsets.US_ASCII));
    var e = assertThrows(ModelFormatException.class, () -> in.line(4));
    assertEquals("f: pickle: at byte 3: wanted a newline within 4 bytes, got none", e.getMessage());
    e = assertThrows(ModelFormatException.class, () -> in.slice(8));
    assertEquals(
        "f: pickle: at byte 3: truncated: wanted 8 more bytes, got 7; copy or download the file"
            + " again",
        e.getMessage());
  }
}
