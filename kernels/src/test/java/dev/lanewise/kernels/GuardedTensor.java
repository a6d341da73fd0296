package dev.lanewise.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/**
 * A channels-last tensor in native memory, at a random offset and with a random pixel stride.
 *
 * <p>Everything that is not an element of the tensor is NaN with a payload: a kernel that uses it
 * shows in its result, and one that overwrites it is found by {@link #requireGapsUntouched}. Often
 * the memory ends right behind the last element, so that reading further throws.
 */
final class GuardedTensor {
  /** Fills the gaps. */
  private static final int GUARD = 0x7fc5a5a5;

  /** Fills the elements until they are written. */
  private static final int UNWRITTEN = 0x7fcdcdcd;

  private final int batch;
  private final int channels;
  private final int pixels;
  private final View view;
  private int[] snapshot;

  /**
   * A tensor of batch, channels and pixels per sample whose elements are NaN.
   *
   * @param random chooses offset, stride and the length behind the last element
   */
  GuardedTensor(Arena arena, RandomGenerator random, int batch, int channels, int pixels) {
    this.batch = batch;
    this.channels = channels;
    this.pixels = pixels;
    long before = random.nextBoolean() ? 0 : random.nextInt(1, 20);
    long stride = channels + (random.nextInt(3) == 0 ? 0L : random.nextInt(1, 20));
    long behind = random.nextBoolean() ? 0 : random.nextInt(1, 40);
    long floats = before + ((long) batch * pixels - 1) * stride + channels + behind;
    MemorySegment segment = arena.allocate(4 * floats, 64);
    for (long i = 0; i < floats; i++) {
      segment.set(JAVA_INT_UNALIGNED, 4 * i, GUARD);
    }
    this.view = new View(segment, 4 * before, stride);
    clear();
  }

  View view() {
    return view;
  }

  /** Makes all elements NaN again. */
  void clear() {
    for (int i = 0; i < batch * channels * pixels; i++) {
      view.segment().set(JAVA_INT_UNALIGNED, at(i), UNWRITTEN);
    }
    snapshot = null;
  }

  /** Sets the elements from a dense {@code [batch, channels, pixels]} array. */
  GuardedTensor write(float[] values) {
    for (int i = 0; i < values.length; i++) {
      view.segment().set(JAVA_FLOAT_UNALIGNED, at(i), values[i]);
    }
    snapshot = view.segment().toArray(JAVA_INT_UNALIGNED);
    return this;
  }

  /** The elements as a dense {@code [batch, channels, pixels]} array. */
  float[] read() {
    float[] values = new float[batch * channels * pixels];
    for (int i = 0; i < values.length; i++) {
      values[i] = view.segment().get(JAVA_FLOAT_UNALIGNED, at(i));
    }
    return values;
  }

  /** Fails if the memory is not bit for bit what {@link #write} left. */
  void requireUnchanged(String what) {
    for (int i = 0; i < snapshot.length; i++) {
      int bits = view.segment().get(JAVA_INT_UNALIGNED, 4L * i);
      if (bits != snapshot[i]) {
        throw new AssertionError(
            what + " was overwritten at byte " + 4L * i + ": " + Integer.toHexString(bits));
      }
    }
  }

  /** Fails if anything beside the elements was written. */
  void requireGapsUntouched(String what) {
    long first = view.offset() / 4;
    long last = first + ((long) batch * pixels - 1) * view.pixelStride() + channels;
    for (long i = 0; i < view.segment().byteSize() / 4; i++) {
      boolean element = i >= first && i < last && (i - first) % view.pixelStride() < channels;
      int bits = view.segment().get(JAVA_INT_UNALIGNED, 4 * i);
      if (!element && bits != GUARD) {
        throw new AssertionError(
            what
                + ": written beside the tensor at byte "
                + 4 * i
                + " (offset "
                + view.offset()
                + ", pixel stride "
                + view.pixelStride()
                + ", channels "
                + channels
                + "): "
                + Integer.toHexString(bits));
      }
    }
  }

  /** The byte of an element, given its index in the dense {@code [batch, channels, pixels]}. */
  private long at(int index) {
    int pixel = index % pixels;
    int channel = index / pixels % channels;
    int sample = index / pixels / channels;
    return view.offset() + 4 * (((long) sample * pixels + pixel) * view.pixelStride() + channel);
  }
}
