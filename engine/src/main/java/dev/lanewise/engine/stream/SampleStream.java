package dev.lanewise.engine.stream;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.plan.Plan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a network on a signal or clip that arrives piece by piece.
 *
 * <p>Serves one thread at a time. It holds native memory and must be closed.
 */
public abstract sealed class SampleStream implements AutoCloseable
    permits WindowStream, IncrementalStream {
  /** Floats that are copied at once out of a segment, where a sample has no more. */
  private static final int BLOCK = 4096;

  private final String network;
  private final int sampleFloats;
  private final AtomicReference<Thread> user = new AtomicReference<>();
  private float[] block;
  private long samples;
  private volatile boolean closed;

  SampleStream(String network, int sampleFloats) {
    this.network = network;
    this.sampleFloats = sampleFloats;
  }

  /**
   * Runs a plan on windows of the length that it is compiled for, each on its own.
   *
   * @param plan of a network with one input, compiled for batch 1
   * @param hop samples from the beginning of one window to that of the next; more than a window
   *     leaves samples out
   * @param listener gets each window's outputs, as {@code Session.output} shows them
   * @throws LanewiseException if the plan has not one input of batch 1 with a spatial axis, or the
   *     hop is below 1
   * @throws IllegalStateException if the plan is closed
   */
  public static SampleStream windows(Plan plan, int hop, StreamListener listener) {
    return WindowStream.open(plan, hop, listener);
  }

  /** Floats of a sample: channels, times the pixels of a frame. */
  public final int sampleFloats() {
    return sampleFloats;
  }

  /** Samples of this signal so far. */
  public final long samples() {
    return samples;
  }

  /**
   * Goes on with the signal.
   *
   * @param floats whole samples, any number of them
   * @throws LanewiseException unless these are whole samples
   * @throws IllegalStateException if this stream is closed, or in use
   */
  public final void push(float[] floats) {
    push(floats, 0, floats.length);
  }

  /**
   * Goes on with the signal.
   *
   * @param floats holds whole samples
   * @param from index of the first one's first float
   * @param length floats of all of them
   * @throws LanewiseException unless these are whole samples
   * @throws IllegalStateException if this stream is closed, or in use
   */
  public final void push(float[] floats, int from, int length) {
    if (from < 0 || length < 0 || from > floats.length - length) {
      throw new IndexOutOfBoundsException(
          "floats %d to %d of an array of %d".formatted(from, (long) from + length, floats.length));
    }
    checkWhole(length);
    enter();
    try {
      feed(floats, from, length / sampleFloats);
    } finally {
      user.setRelease(null);
    }
  }

  /**
   * Goes on with the signal.
   *
   * @param floats whole samples in this machine's byte order, any number of them
   * @throws LanewiseException unless these are whole samples
   * @throws IllegalStateException if this stream is closed, or in use
   */
  public final void push(MemorySegment floats) {
    if (floats.byteSize() % Float.BYTES != 0) {
      throw new LanewiseException(
          "%s: wanted floats of 4 bytes, got %d bytes".formatted(network, floats.byteSize()));
    }
    long length = floats.byteSize() / Float.BYTES;
    checkWhole(length);
    enter();
    try {
      int most = Math.max(1, BLOCK / sampleFloats) * sampleFloats;
      block = block == null ? new float[most] : block;
      for (long done = 0; done < length; done += most) {
        int count = (int) Math.min(most, length - done);
        long offset = done * Float.BYTES;
        MemorySegment.copy(floats, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, block, 0, count);
        feed(block, 0, count / sampleFloats);
      }
    } finally {
      user.setRelease(null);
    }
  }

  /**
   * Ends the signal: hands out what is still to come and gets ready for another signal.
   *
   * @throws IllegalStateException if this stream is closed, or in use
   */
  public final void finish() {
    enter();
    try {
      end();
      samples = 0;
      begin();
    } finally {
      user.setRelease(null);
    }
  }

  /**
   * Forgets the signal and gets ready for another one.
   *
   * @throws IllegalStateException if this stream is closed, or in use
   */
  public final void reset() {
    enter();
    try {
      samples = 0;
      begin();
    } finally {
      user.setRelease(null);
    }
  }

  /**
   * Frees the memory of this stream; what is pending is lost. May be called twice.
   *
   * @throws IllegalStateException if this stream is in use
   */
  @Override
  public final void close() {
    if (!closed) {
      enter();
      closed = true;
      free();
      user.setRelease(null);
    }
  }

  private void feed(float[] floats, int from, int count) {
    int at = from;
    int left = count;
    while (left > 0) {
      int taken = take(floats, at, left);
      samples += taken;
      at += taken * sampleFloats;
      left -= taken;
      work();
    }
  }

  /** Takes samples, at least one and as many as it can before there is work to do. */
  abstract int take(float[] floats, int from, int count);

  /** Does what the samples taken so far allow. */
  abstract void work();

  /** Does what is left to do at the end of a signal. */
  abstract void end();

  /** Gets ready for a signal. */
  abstract void begin();

  /** Frees all memory. */
  abstract void free();

  private void checkWhole(long floats) {
    if (floats % sampleFloats != 0) {
      throw new LanewiseException(
          "%s: wanted whole samples of %d floats, got %d floats"
              .formatted(network, sampleFloats, floats));
    }
  }

  /** Claims this stream for the current thread. */
  private void enter() {
    Thread other = user.compareAndExchange(null, Thread.currentThread());
    if (other != null) {
      throw new IllegalStateException(
          "stream of %s: in use by thread '%s'; a stream serves one thread at a time, and no listener may call it"
              .formatted(network, other.getName()));
    }
    if (closed) {
      user.setRelease(null);
      throw new IllegalStateException("stream of " + network + ": closed");
    }
  }
}
