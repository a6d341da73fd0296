package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.format.io.ByteCursor;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The instructions of a pickle that push a number, a string, bytes, a truth value or None. */
final class PickleScalars {
  /** Stands for an instruction that pushes no scalar. */
  static final Object NONE_SUCH = new Object();

  private static final int MAX_INTEGER_BYTES = 1 << 10;
  private static final int MAX_NUMBER_BYTES = 64;
  private static final int MAX_STRING_BYTES = 16 << 20;

  private final ByteCursor in;
  private final PickleBudget budget;

  PickleScalars(ByteCursor in, PickleBudget budget) {
    this.in = in;
    this.budget = budget;
  }

  /** Reads the argument of an instruction; {@link #NONE_SUCH} if it is none of this kind. */
  Object read(int instruction) {
    return switch (instruction) {
      case 'N' -> null;
      case 0x88 -> true;
      case 0x89 -> false;
      case 'K' -> (long) in.u8();
      case 'M' -> (long) in.u16();
      case 'J' -> (long) in.i32();
      case 0x8a -> integer(in.u8());
      case 0x8b -> integer(in.u32());
      case 'I' -> line01();
      case 'L' -> decimal();
      case 'F' -> real();
      case 'G' -> Double.longBitsToDouble(Long.reverseBytes(in.i64()));
      case 'X' -> text(bytes(in.u32()));
      case 0x8c -> text(bytes(in.u8()));
      case 0x8d -> text(bytes(in.i64()));
      case 'T' -> textOrBytes(bytes(in.u32()));
      case 'U' -> textOrBytes(bytes(in.u8()));
      case 'B' -> bytes(in.u32());
      case 'C' -> bytes(in.u8());
      case 0x8e, 0x96 -> bytes(in.i64());
      case 'S', 'V' ->
          throw in.error("a string of pickle protocol 0 is not supported; save with protocol 2");
      default -> NONE_SUCH;
    };
  }

  /** An integer of any size, two's complement, little-endian. */
  private Number integer(long count) {
    if (count > MAX_INTEGER_BYTES) {
      throw in.error(
          "an integer of %d bytes; at most %d are read".formatted(count, MAX_INTEGER_BYTES));
    }
    if (count == 0) {
      return 0L;
    }
    byte[] bytes = bytes(count);
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte b = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = b;
    }
    BigInteger value = new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  /** A line of digits; 00 and 01 are truth values. */
  private Object line01() {
    String line = line();
    return switch (line) {
      case "00" -> false;
      case "01" -> true;
      default -> parse(line);
    };
  }

  /** A line of digits, maybe with Python 2's L behind them. */
  long decimal() {
    String line = line();
    return parse(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
  }

  private long parse(String line) {
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw in.error("wanted an integer below 2^63 on a line");
    }
  }

  private double real() {
    try {
      return Double.parseDouble(line());
    } catch (NumberFormatException e) {
      throw in.error("wanted a real number on a line");
    }
  }

  private String line() {
    byte[] line = in.line(MAX_NUMBER_BYTES);
    return new String(line, StandardCharsets.ISO_8859_1);
  }

  private byte[] bytes(long count) {
    if (count < 0 || count > MAX_STRING_BYTES) {
      throw in.error(
          "a string of %s bytes; at most %d are read"
              .formatted(Long.toUnsignedString(count), MAX_STRING_BYTES));
    }
    budget.charge(2 * count); // for the string that may be made of the bytes, too
    return in.array((int) count);
  }

  /** Text in UTF-8. */
  String text(byte[] bytes) {
    try {
      return decode(bytes);
    } catch (CharacterCodingException e) {
      throw in.error("a string that is not UTF-8");
    }
  }

  /** Python 2 writes text and bytes alike. */
  private Object textOrBytes(byte[] bytes) {
    try {
      return decode(bytes);
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
