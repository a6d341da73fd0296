package dev.lanewise.engine.plan;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.lifetime.Forgotten;
import dev.lanewise.engine.run.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a plan, again and again, in memory of its own.
 *
 * <p>Runs allocate nothing on the Java heap. A session serves one thread at a time. A thread that
 * is interrupted during a run leaves it at the next step with a {@link RunCancelledException}.
 */
public final class Session implements AutoCloseable {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT;

  private final Plan plan;
  private final SessionMemory memory;
  private final StepLoop loop;
  private final MemorySegment onlyInput;
  private final MemorySegment onlyOutput;
  private final AtomicReference<Thread> user = new AtomicReference<>();
  private final Forgotten forgotten;
  private FloatBuffer inputBuffer;
  private FloatBuffer outputBuffer;
  private RunListener listener;
  private volatile boolean closed;

  /**
   * Opens a session.
   *
   * @param free is run when the session is closed, or forgotten
   */
  Session(Plan plan, PlanContents contents, WorkerPool pool, Runnable free) {
    this.plan = plan;
    this.memory = new SessionMemory(contents);
    this.loop = new StepLoop(contents, memory, pool);
    SessionMemory freed = memory;
    this.forgotten =
        Forgotten.watch(
            this,
            "session of " + contents.name(),
            () -> {
              freed.close();
              free.run();
            });
    this.onlyInput = single(memory.inputs());
    this.onlyOutput = single(memory.outputs());
  }

  /** The plan that this session runs. */
  public Plan plan() {
    return plan;
  }

  /**
   * The memory of an input, to be filled before a run: dense float32 {@code [N, C, spatial...]}. A
   * run does not change it. It dies with the session.
   *
   * @throws LanewiseException if there is no such input
   * @throws IllegalStateException if this session is closed
   */
  public MemorySegment input(String name) {
    return named("input", name, memory.inputs());
  }

  /**
   * The memory of an output, valid from one run to the next: dense float32 {@code [N, C,
   * spatial...]}. It dies with the session.
   *
   * @throws LanewiseException if there is no such output
   * @throws IllegalStateException if this session is closed
   */
  public MemorySegment output(String name) {
    return named("output", name, memory.outputs());
  }

  /** Computes the outputs from what the inputs hold. */
  public void run() {
    enter();
    try {
      execute();
    } finally {
      user.setRelease(null);
    }
  }

  /**
   * Runs a network of one input and one output.
   *
   * @param in all elements of the input, row-major
   * @param out takes all elements of the output, row-major
   */
  public void run(float[] in, float[] out) {
    MemorySegment input = only(onlyInput);
    MemorySegment output = only(onlyOutput);
    checkFloats("input", in.length, input);
    checkFloats("output", out.length, output);
    enter();
    try {
      MemorySegment.copy(in, 0, input, F32, 0, in.length);
      execute();
      MemorySegment.copy(output, F32, 0, out, 0, out.length);
    } finally {
      user.setRelease(null);
    }
  }

  /**
   * Runs a network of one input and one output, and returns its output in a new array.
   *
   * @param in all elements of the input, row-major
   */
  public float[] run(float[] in) {
    MemorySegment output = only(onlyOutput);
    float[] out = new float[Math.toIntExact(output.byteSize() / Float.BYTES)];
    run(in, out);
    return out;
  }

  /**
   * Runs a network of one input and one output.
   *
   * @param in all elements of the input as float32 in this machine's byte order
   * @param out takes all elements of the output
   */
  public void run(MemorySegment in, MemorySegment out) {
    MemorySegment input = only(onlyInput);
    MemorySegment output = only(onlyOutput);
    checkFloats("input", in.byteSize() / Float.BYTES, input);
    checkFloats("output", out.byteSize() / Float.BYTES, output);
    enter();
    try {
      MemorySegment.copy(in, 0, input, 0, input.byteSize());
      execute();
      MemorySegment.copy(output, 0, out, 0, output.byteSize());
    } finally {
      user.setRelease(null);
    }
  }

  /**
   * Runs a network of one input and one output.
   *
   * @param in its remaining floats are all elements of the input; its position stays
   * @param out its remaining floats take all elements of the output; its position stays
   */
  public void run(FloatBuffer in, FloatBuffer out) {
    MemorySegment input = only(onlyInput);
    MemorySegment output = only(onlyOutput);
    checkFloats("input", in.remaining(), input);
    checkFloats("output", out.remaining(), output);
    enter();
    try {
      inputBuffer = inputBuffer == null ? floats(input) : inputBuffer;
      outputBuffer = outputBuffer == null ? floats(output) : outputBuffer;
      inputBuffer.put(0, in, in.position(), in.remaining());
      execute();
      out.put(out.position(), outputBuffer, 0, out.remaining());
    } finally {
      user.setRelease(null);
    }
  }

  private static FloatBuffer floats(MemorySegment segment) {
    return segment.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /**
   * Tells a listener of every step of the following runs; null for nobody, which costs nothing.
   *
   * @throws IllegalStateException if a run is going on, or this session is closed
   */
  public void listen(RunListener to) {
    enter();
    listener = to;
    user.setRelease(null);
  }

  /**
   * Frees the memory of this session. May be called twice.
   *
   * @throws IllegalStateException if a run is going on
   */
  @Override
  public void close() {
    if (!closed) {
      enter();
      closed = true;
      forgotten.close();
      user.setRelease(null);
    }
  }

  /**
   * Repeats steps alone that still allocate; what the outputs hold is then without meaning.
   *
   * @param mostNanos how long at most
   */
  void settleSteps(long mostNanos) {
    enter();
    try {
      loop.settle(WarmUp.Pace.allocatedBytes(), System.nanoTime() + mostNanos);
    } finally {
      user.setRelease(null);
      Reference.reachabilityFence(this);
    }
  }

  private void execute() {
    try {
      loop.run(listener);
    } finally {
      // Its memory is freed once nobody refers to a session.
      Reference.reachabilityFence(this);
    }
  }

  /** Claims this session for the current thread. */
  private void enter() {
    Thread other = user.compareAndExchange(null, Thread.currentThread());
    if (other != null) {
      throw new IllegalStateException(
          "session of %s: in use by thread '%s'; a session serves one thread at a time, open one per thread"
              .formatted(plan.name(), other.getName()));
    }
    if (closed) {
      user.setRelease(null);
      throw new IllegalStateException("session of " + plan.name() + ": closed");
    }
  }

  private MemorySegment named(String kind, String name, Map<String, MemorySegment> segments) {
    if (closed) {
      throw new IllegalStateException("session of " + plan.name() + ": closed");
    }
    MemorySegment segment = segments.get(name);
    if (segment == null) {
      throw new LanewiseException(
          "%s: no %s is called '%s'; there are %s"
              .formatted(plan.name(), kind, name, segments.keySet()));
    }
    return segment;
  }

  /** The only segment, or null if there are several. */
  private static MemorySegment single(SequencedMap<String, MemorySegment> segments) {
    return segments.size() == 1 ? segments.firstEntry().getValue() : null;
  }

  private MemorySegment only(MemorySegment segment) {
    if (segment == null) {
      throw new LanewiseException(
          "%s: it has the inputs %s and the outputs %s, not one of each; fill input(name), call run(), read output(name)"
              .formatted(plan.name(), plan.inputs().keySet(), plan.outputs().keySet()));
    }
    return segment;
  }

  private void checkFloats(String kind, long got, MemorySegment wanted) {
    if (got * Float.BYTES != wanted.byteSize()) {
      throw new LanewiseException(
          "%s: %s: wanted %d floats, the elements of %s, got %d"
              .formatted(
                  plan.name(),
                  kind,
                  wanted.byteSize() / Float.BYTES,
                  (kind.equals("input") ? plan.inputs() : plan.outputs()).firstEntry().getValue(),
                  got));
    }
  }
}
