package dev.lanewise.engine.stream;

import dev.lanewise.engine.LanewiseException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * Outputs of a stream that are ready.
 *
 * <p>Of a network that says something about each window, this is one window. Of one that says
 * something about each position, these are neighbouring positions, each with all its channels side
 * by side ({@code [count, C]}, frames {@code [count, C, H, W]}); where layers have strides, the
 * positions of an output are so many times coarser than the samples.
 */
public final class StreamOutputs {
  private final String network;
  private final List<String> names;
  private final MemorySegment[] whole;
  private final MemorySegment[] ready;
  private final long[] first;
  private final int[] count;

  StreamOutputs(String network, SequencedMap<String, MemorySegment> outputs) {
    this.network = network;
    this.names = new ArrayList<>(outputs.keySet());
    this.whole = outputs.values().stream().map(MemorySegment::asReadOnly).toArray(this::segments);
    this.ready = whole.clone();
    this.first = new long[whole.length];
    this.count = new int[whole.length];
  }

  private MemorySegment[] segments(int length) {
    return new MemorySegment[length];
  }

  /** The first sample of the window, or the first position of the only output, from 0. */
  public long first() {
    return first[0];
  }

  /** The first sample of the window, or the first position of an output, from 0. */
  public long first(String output) {
    return first[index(output)];
  }

  /** How many positions of the only output there are; 1 for a window. */
  public int count() {
    return count[0];
  }

  /** How many positions of an output there are, 0 if it is none yet; 1 for a window. */
  public int count(String output) {
    return count[index(output)];
  }

  /** The numbers of the only output, dense float32. */
  public MemorySegment get() {
    if (ready.length != 1) {
      throw new LanewiseException(
          "%s: it has the outputs %s, not one; name one".formatted(network, names));
    }
    return ready[0];
  }

  /**
   * The numbers of an output, dense float32.
   *
   * @throws LanewiseException if there is no such output
   */
  public MemorySegment get(String output) {
    return ready[index(output)];
  }

  /**
   * Copies the numbers of the only output to the beginning of an array.
   *
   * @throws LanewiseException if the array is too short
   * @return how many there are
   */
  public int copyTo(float[] to) {
    MemorySegment from = get();
    long floats = from.byteSize() / Float.BYTES;
    if (floats > to.length) {
      throw new LanewiseException(
          "%s: output: wanted room for %d floats, got %d".formatted(network, floats, to.length));
    }
    MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, 0, to, 0, (int) floats);
    return (int) floats;
  }

  /** Shows a whole output. */
  void show(int output, long position, int positions) {
    ready[output] = whole[output];
    first[output] = position;
    count[output] = positions;
  }

  /** Shows a part of an output. */
  void show(int output, long position, int positions, long skippedBytes, long bytes) {
    ready[output] = whole[output].asSlice(skippedBytes, bytes);
    first[output] = position;
    count[output] = positions;
  }

  private int index(String output) {
    int index = names.indexOf(output);
    if (index < 0) {
      throw new LanewiseException(
          "%s: no output is called '%s'; there are %s".formatted(network, output, names));
    }
    return index;
  }
}
