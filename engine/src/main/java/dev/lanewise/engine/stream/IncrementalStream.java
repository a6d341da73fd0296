package dev.lanewise.engine.stream;

import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.stream.StreamContents.Output;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A stream whose plan keeps what later steps need. */
final class IncrementalStream extends SampleStream {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final StreamContents contents;
  private final Session session;
  private final MemorySegment input;
  private final MemorySegment clock;
  private final StreamListener listener;
  private final StreamOutputs outputs;
  private final Output[] counts;
  private final long[] positionBytes;
  private final int hop;

  /** Of each output, in positions; windows: of the signal, in samples. */
  private final long[] lengths;

  private long step;
  private int filled;

  IncrementalStream(Plan plan, StreamContents contents, StreamListener listener) {
    super(
        plan.name(), Math.toIntExact(contents.sample().elementCount() / contents.sample().dim(2)));
    this.contents = contents;
    this.listener = listener;
    this.hop = contents.hop();
    this.counts = contents.outputs().toArray(Output[]::new);
    this.lengths = new long[counts.length];
    this.positionBytes = new long[counts.length];
    this.session = plan.newSession();
    List<MemorySegment> inputs = plan.inputs().keySet().stream().map(session::input).toList();
    this.input = inputs.get(0);
    this.clock = inputs.get(1);
    SequencedMap<String, MemorySegment> shown = new LinkedHashMap<>();
    plan.outputs().keySet().forEach(output -> shown.put(output, session.output(output)));
    int i = 0;
    for (MemorySegment output : shown.values()) {
      positionBytes[i] = output.byteSize() / counts[i++].count();
    }
    this.outputs = new StreamOutputs(plan.name(), shown);
    begin();
  }

  @Override
  int take(float[] floats, int from, int count) {
    int taken = Math.min(count, hop - filled);
    long sampleBytes = (long) sampleFloats() * Float.BYTES;
    MemorySegment.copy(
        floats,
        from,
        input,
        ValueLayout.JAVA_FLOAT,
        contents.skippedBytes() + filled * sampleBytes,
        taken * sampleFloats());
    filled += taken;
    return taken;
  }

  @Override
  void work() {
    if (filled == hop) {
      step();
    }
  }

  private void step() {
    clock.set(LONG, 0, step);
    session.run();
    boolean isReady = contents.isWindowed() ? showWindow() : showPositions();
    step++;
    filled = 0;
    if (isReady) {
      listener.onOutputs(outputs);
    }
  }

  private boolean showWindow() {
    long window = step - contents.windowLag();
    if (window < 0 || window * hop + contents.window() > lengths[0]) {
      return false;
    }
    for (int i = 0; i < counts.length; i++) {
      outputs.show(i, window * hop, 1);
    }
    return true;
  }

  private boolean showPositions() {
    boolean any = false;
    for (int i = 0; i < counts.length; i++) {
      int count = counts[i].count();
      long start = (step - 1) * count - counts[i].lag();
      if (start >= 0 && start + count <= lengths[i]) {
        outputs.show(i, start, count);
        any = true;
      } else {
        long first = Math.max(0, start);
        int shown = (int) Math.max(0, Math.min(start + count, lengths[i]) - first);
        long skipped = shown == 0 ? 0 : (first - start) * positionBytes[i];
        outputs.show(i, first, shown, skipped, shown * positionBytes[i]);
        any |= shown > 0;
      }
    }
    return any;
  }

  @Override
  void end() {
    long[] all = contents.lengths(samples());
    for (int i = 0; i < all.length; i++) {
      clock.set(LONG, (i + 2L) * Long.BYTES, all[i]);
    }
    clock.set(LONG, Long.BYTES, samples());
    for (int i = 0; i < lengths.length; i++) {
      int value = counts[i].value();
      lengths[i] = contents.isWindowed() || value < 0 ? samples() : all[value];
    }
    while (isMoreToCome()) {
      step();
    }
  }

  private boolean isMoreToCome() {
    if (contents.isWindowed()) {
      return (step - contents.windowLag()) * hop + contents.window() <= lengths[0];
    }
    for (int i = 0; i < counts.length; i++) {
      if ((step - 1) * counts[i].count() - counts[i].lag() < lengths[i]) {
        return true;
      }
    }
    return false;
  }

  @Override
  void begin() {
    step = StreamContents.firstStep(contents.phase());
    filled = contents.phase() > 0 ? hop - contents.phase() : 0;
    for (int i = 0; i < contents.values().size() + 1; i++) {
      clock.set(LONG, (i + 1L) * Long.BYTES, Long.MAX_VALUE);
    }
    Arrays.fill(lengths, Long.MAX_VALUE);
  }

  @Override
  void free() {
    session.close();
  }
}
