package dev.lanewise.engine.stream;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Windows that are computed each on its own.
 *
 * <p>The input of the session is the buffer: samples are written where the network reads them, and
 * what the next window shares with this one is moved to the front.
 */
final class WindowStream extends SampleStream {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT;

  private final Session session;
  private final MemorySegment input;
  private final StreamListener listener;
  private final StreamOutputs outputs;
  private final int channels;
  private final int length;

  /** Floats of one channel of a sample. */
  private final int inner;

  private final int hop;
  private int filled;
  private int skip;
  private long first;
  private boolean hasNew;

  private WindowStream(Plan plan, Shape shape, int hop, StreamListener listener) {
    super(plan.name(), Math.toIntExact(shape.elementCount() / shape.dim(2)));
    this.channels = Math.toIntExact(shape.dim(1));
    this.length = Math.toIntExact(shape.dim(2));
    this.inner = sampleFloats() / channels;
    this.hop = hop;
    this.listener = listener;
    this.session = plan.newSession();
    this.input = session.input(plan.inputs().firstEntry().getKey());
    SequencedMap<String, MemorySegment> shown = new LinkedHashMap<>();
    plan.outputs().keySet().forEach(output -> shown.put(output, session.output(output)));
    this.outputs = new StreamOutputs(plan.name(), shown);
  }

  static SampleStream open(Plan plan, int hop, StreamListener listener) {
    Shape shape = plan.inputs().firstEntry().getValue();
    if (plan.inputs().size() != 1 || shape.rank() < 3 || shape.dim(0) != 1) {
      throw new LanewiseException(
          "%s: a stream wants one input [1, C, samples...], got %s"
              .formatted(plan.name(), plan.inputs()));
    }
    if (hop < 1) {
      throw new LanewiseException(
          "%s: hop: wanted at least 1 sample, got %d".formatted(plan.name(), hop));
    }
    return new WindowStream(plan, shape, hop, listener);
  }

  @Override
  int take(float[] floats, int from, int count) {
    if (skip > 0) {
      int skipped = Math.min(skip, count);
      skip -= skipped;
      return skipped;
    }
    int taken = Math.min(count, length - filled);
    if (inner == 1) {
      for (int c = 0; c < channels; c++) {
        long to = (long) c * length + filled;
        for (int i = 0; i < taken; i++) {
          input.setAtIndex(F32, to + i, floats[from + i * channels + c]);
        }
      }
    } else {
      for (int i = 0; i < taken; i++) {
        for (int c = 0; c < channels; c++) {
          int source = from + (i * channels + c) * inner;
          MemorySegment.copy(floats, source, input, F32, offset(c, filled + i), inner);
        }
      }
    }
    filled += taken;
    hasNew = true;
    return taken;
  }

  @Override
  void work() {
    if (filled == length) {
      run();
    }
  }

  private void run() {
    session.run();
    for (int i = 0; i < session.plan().outputs().size(); i++) {
      outputs.show(i, first, 1);
    }
    int shared = Math.max(0, length - hop);
    for (int c = 0; c < channels && shared > 0; c++) {
      MemorySegment.copy(input, offset(c, hop), input, offset(c, 0), offset(0, shared));
    }
    filled = shared;
    skip = Math.max(0, hop - length);
    hasNew = false;
    first += hop;
    listener.onOutputs(outputs);
  }

  /** What no window has shown yet is continued with zeros. */
  @Override
  void end() {
    if (hasNew) {
      for (int c = 0; c < channels; c++) {
        input.asSlice(offset(c, filled), offset(0, length - filled)).fill((byte) 0);
      }
      run();
    }
  }

  @Override
  void begin() {
    filled = 0;
    skip = 0;
    first = 0;
    hasNew = false;
  }

  @Override
  void free() {
    session.close();
  }

  /** Where a channel of a sample of the window lies, in bytes. */
  private long offset(int channel, int sample) {
    return ((long) channel * length + sample) * inner * Float.BYTES;
  }
}
