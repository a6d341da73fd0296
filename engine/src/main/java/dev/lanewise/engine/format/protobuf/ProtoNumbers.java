package dev.lanewise.engine.format.protobuf;

import java.util.Arrays;

/** A growing list of the numbers of a repeated field: integers, or the bits of others. */
public final class ProtoNumbers {
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** A byte of a file may become a number of eight, and a list that grows exists twice. */
  private static final int PART_OF_HEAP = 4;

  private final int most;
  private long[] values = new long[8];
  private int size;

  /** An empty list, for numbers that take at most a quarter of the heap. */
  public ProtoNumbers() {
    this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Long.BYTES);
  }

  ProtoNumbers(long most) {
    this.most = (int) Math.min(MOST_ELEMENTS, most);
  }

  /** Whether there was room. */
  boolean add(long value) {
    if (size == values.length) {
      if (size >= most) {
        return false;
      }
      values = Arrays.copyOf(values, (int) Math.min(most, size * 2L));
    }
    values[size++] = value;
    return true;
  }

  /** How many numbers there are. */
  public int size() {
    return size;
  }

  /** Number {@code index}, from 0 on. */
  public long get(int index) {
    return values[index];
  }

  /** All numbers. */
  public long[] toLongs() {
    return Arrays.copyOf(values, size);
  }

  /** All numbers, which are the bits of float32 values. */
  public float[] toFloats() {
    float[] floats = new float[size];
    for (int i = 0; i < size; i++) {
      floats[i] = Float.intBitsToFloat((int) values[i]);
    }
    return floats;
  }
}
