package dev.lanewise.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes new files of old ones: a few changes, such as lengths and damage like to have them. */
public final class Mutator {
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    7,
    8,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000L,
    0xFFFFFFFFL,
    -1,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;
  private final List<byte[]> corpus;

  /** Changes files of this corpus, which is not empty. */
  public Mutator(Random random, List<byte[]> corpus) {
    this.random = random;
    this.corpus = corpus;
  }

  /** The next file. */
  public byte[] next() {
    byte[] bytes = pick().clone();
    for (int change = random.nextInt(1, 5); change > 0 && bytes.length > 0; change--) {
      bytes = change(bytes);
    }
    return bytes;
  }

  private byte[] pick() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int count = 1 + random.nextInt(Math.min(64, bytes.length - at));
    return switch (random.nextInt(9)) {
      case 0 -> set(bytes, at, random.nextInt());
      case 1 -> set(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
      case 2 -> set(bytes, at, bytes[at] + random.nextInt(-4, 5));
      case 3 -> number(bytes, at);
      case 4 -> Arrays.copyOf(bytes, at);
      case 5 -> splice(bytes, at, at + count, new byte[0]);
      case 6 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + count));
      case 7 -> splice(bytes, at, at + count, piece(count));
      default -> set(bytes, at, "{}[]:,\"\\0123456789-.eE()qhRcbtu}".charAt(random.nextInt(31)));
    };
  }

  private static byte[] set(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  /** A number of 1, 2, 4 or 8 bytes in either order. */
  private byte[] number(byte[] bytes, int at) {
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    int size = Math.min(1 << random.nextInt(4), bytes.length - at);
    boolean little = random.nextBoolean();
    for (int i = 0; i < size; i++) {
      bytes[little ? at + i : at + size - 1 - i] = (byte) (number >>> 8 * i);
    }
    return bytes;
  }

  /** Some bytes of another file. */
  private byte[] piece(int count) {
    byte[] other = pick();
    int start = other.length == 0 ? 0 : random.nextInt(other.length);
    return Arrays.copyOfRange(other, start, Math.min(other.length, start + count));
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
    byte[] result = new byte[bytes.length - (to - from) + with.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
    return result;
  }
}
