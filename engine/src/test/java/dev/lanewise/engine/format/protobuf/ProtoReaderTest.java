package dev.lanewise.engine.format.protobuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.testing.ProtoBytes;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ProtoReaderTest {
  @Test
  void readsEveryKindOfField() {
    ProtoBytes inner = new ProtoBytes().text(1, "größe");
    ProtoReader reader =
        reader(new ProtoBytes().integer(1, -2).real(2, 1.5f).message(16, inner).integer(3, 300));
    assertTrue(reader.next());
    assertEquals(-2, reader.varint());
    assertTrue(reader.next());
    assertEquals(1.5f, reader.float32());
    assertTrue(reader.next());
    assertEquals(16, reader.field());
    ProtoReader message = reader.message();
    assertTrue(message.next());
    assertEquals("größe", message.text());
    assertFalse(message.next());
    assertTrue(reader.next());
    assertEquals(300, reader.varint());
    assertFalse(reader.next());
  }

  @Test
  void repeatedNumbersMayBePackedOrNot() {
    ProtoBytes packed = new ProtoBytes().varint(1).varint(-1).varint(1L << 40);
    ProtoReader reader = reader(new ProtoBytes().bytes(1, packed.toBytes()).integer(1, 7));
    ProtoNumbers numbers = new ProtoNumbers();
    while (reader.next()) {
      reader.varints(numbers);
    }
    assertArrayEquals(new long[] {1, -1, 1L << 40, 7}, numbers.toLongs());
  }

  @Test
  void aLengthBeyondTheMessageIsRefused() {
    assertProblem("has only 2 more", new ProtoBytes().raw(0x0a, 3, 'a', 'b'));
    assertProblem("takes 9223372036854775807", new ProtoBytes().raw(0x0a).varint(Long.MAX_VALUE));
    assertProblem("takes 18446744073709551615 bytes", new ProtoBytes().raw(0x0a).varint(-1));
  }

  @Test
  void aNestedMessageCannotReachBeyondItsParent() {
    ProtoBytes inner = new ProtoBytes().raw(0x0a, 2, 'a');
    ProtoReader reader = reader(new ProtoBytes().message(1, inner).text(2, "more"));
    reader.next();
    ProtoReader message = reader.message();
    assertTrue(
        assertThrows(ModelFormatException.class, message::next)
            .getMessage()
            .contains("field 1 takes 2 bytes, its message has only 1 more"));
  }

  @Test
  void brokenNumbersAndTagsAreRefused() {
    assertProblem("ends within a number", new ProtoBytes().raw(0x08, 0x80));
    assertProblem(
        "more than ten bytes",
        new ProtoBytes().raw(0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1));
    assertProblem("number of a field", new ProtoBytes().raw(0x00));
    assertProblem("wire type 3", new ProtoBytes().raw(0x0b));
    assertProblem("wire type 7", new ProtoBytes().raw(0x0f));
    assertProblem("has only 3 more", new ProtoBytes().raw(0x0d, 1, 2, 3));
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() {
    ProtoReader reader = reader(new ProtoBytes().integer(4, 1));
    reader.next();
    assertRefused("field 4: wanted a text, got wire type 0", reader::text);
    assertRefused("field 4: wanted a message, got wire type 0", reader::message);
    assertRefused("field 4: wanted bytes, got wire type 0", reader::bytes);
    assertRefused("field 4: wanted a float32, got wire type 0", reader::float32);
    assertRefused("field 4: wanted a float64, got wire type 0", reader::float64);
    ProtoReader real = reader(new ProtoBytes().real(5, 1));
    real.next();
    assertRefused("field 5: wanted an integer, got wire type 5", real::varint);
  }

  @Test
  void packedNumbersThatAreCutAreRefused() {
    ProtoReader reader = reader(new ProtoBytes().bytes(7, new byte[9]));
    reader.next();
    ProtoNumbers numbers = new ProtoNumbers();
    assertRefused("field 7: wanted float32 numbers, got 9 bytes", () -> reader.floats32(numbers));
    assertRefused("field 7: wanted float64 numbers, got 9 bytes", () -> reader.floats64(numbers));
  }

  @Test
  void moreNumbersThanFitAreRefused() {
    ProtoReader reader = reader(new ProtoBytes().bytes(7, new byte[40]));
    reader.next();
    ProtoNumbers ten = new ProtoNumbers(10);
    reader.floats32(ten);
    assertEquals(10, ten.size());
    String rest = " numbers, which is what a quarter of the heap holds; -Xmx sets a larger heap";
    assertRefused("field 7: more than 10" + rest, () -> reader.floats32(ten));
    assertRefused("field 7: more than 39" + rest, () -> reader.varints(new ProtoNumbers(39)));
  }

  @Test
  void textThatIsNoUtf8IsRefused() {
    ProtoReader reader = reader(new ProtoBytes().bytes(1, new byte[] {(byte) 0xff}));
    reader.next();
    assertRefused("field 1: wanted a text in UTF-8, got other bytes", reader::text);
    ProtoReader longer =
        reader(new ProtoBytes().bytes(1, new byte[ProtoReader.MAX_TEXT_BYTES + 1]));
    longer.next();
    assertRefused("a text of 1048577 bytes, wanted at most 1048576", longer::text);
  }

  @Test
  void nestingHasALimit() {
    ProtoBytes message = new ProtoBytes();
    for (int i = 0; i < ProtoReader.MAX_DEPTH + 1; i++) {
      message = new ProtoBytes().message(1, message);
    }
    ProtoReader deepest = reader(message);
    for (int i = 0; i < ProtoReader.MAX_DEPTH; i++) {
      assertTrue(deepest.next());
      deepest = deepest.message();
    }
    assertTrue(deepest.next());
    assertTrue(
        assertThrows(ModelFormatException.class, deepest::message)
            .getMessage()
            .contains("messages nest deeper than 100"));
  }

  @Test
  void theNumberOfMessagesHasALimit() {
    byte[] many = new byte[2 * (ProtoReader.MAX_ITEMS + 1)];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = 0x0a;
    }
    ProtoReader reader = ProtoReader.of(MemorySegment.ofArray(many), "test");
    for (int i = 0; i < ProtoReader.MAX_ITEMS; i++) {
      reader.next();
      reader.message();
    }
    reader.next();
    assertTrue(
        assertThrows(ModelFormatException.class, reader::message)
            .getMessage()
            .contains("more than 4000000 messages and texts"));
  }

  private static void assertProblem(String part, ProtoBytes bytes) {
    ProtoReader reader = reader(bytes);
    String message = assertThrows(ModelFormatException.class, reader::next).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith("test: at byte 0: "), message);
  }

  private static void assertRefused(String problem, Executable call) {
    String message = assertThrows(ModelFormatException.class, call).getMessage();
    assertEquals("test: at byte 0: " + problem + "; the file is damaged or no such file", message);
  }

  private static ProtoReader reader(ProtoBytes bytes) {
    return ProtoReader.of(MemorySegment.ofArray(bytes.toBytes()), "test");
  }
}
