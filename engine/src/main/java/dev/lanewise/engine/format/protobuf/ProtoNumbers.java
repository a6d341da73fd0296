package dev.lanewise.engine.format.protobuf;

import dev.lanewise.engine.format.ModelFormatException;
import java.util.Arrays;

/** A growing list of the numbers of a repeated field: integers, or the bits of others. */
public final class ProtoNumbers {
  private static final int MOST = Integer.MAX_VALUE - 8;

  private long[] values = new long[8];
  private int size;

  /** An empty list. */
  public ProtoNumbers() {}

  void add(long value) {
    if (size == values.length) {
      if (size == MOST) {
        throw new ModelFormatException("a list of more than " + MOST + " numbers");
      }
      values = Arrays.copyOf(values, (int) Math.min(MOST, size * 2L));
    }
    values[size++] = value;
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
