package dev.lanewise.engine.plan;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.lifetime.Forgotten;
import dev.lanewise.engine.lifetime.Holders;
import dev.lanewise.engine.run.WorkerPool;
import dev.lanewise.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * A network compiled for one set of input shapes: kernels chosen, weights packed, memory laid out.
 *
 * <p>Immutable but for being closed, and safe to share between threads. It no longer needs the
 * model that it was compiled from.
 */
public final class Plan implements AutoCloseable {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Long enough for the compilation of a kernel to end within three of them. */
  private static final Duration WINDOW = Duration.ofMillis(200);

  private final PlanContents contents;
  private final WorkerPool pool;
  private final long scratchBytes;

  /** Open sessions, and one for the plan itself until it is closed. */
  private final Holders holders;

  private final Forgotten forgotten;
  private volatile boolean closed;

  /**
   * Creates the plan that a compiler has decided on.
   *
   * @param pool lends threads to runs
   * @param free is run when the plan and its last session are closed
   */
  public Plan(PlanContents contents, WorkerPool pool, Runnable free) {
    this.contents = contents;
    this.pool = pool;
    // Binding once here finds mistakes of a plan early, and how much scratch memory it needs.
    try (SessionMemory trial = new SessionMemory(contents)) {
      this.scratchBytes = trial.scratchBytes();
    }
    this.holders = new Holders(free);
    this.forgotten = Forgotten.watch(this, "plan of " + contents.name(), holders::release);
  }

  /** The name of the network. */
  public String name() {
    return contents.name();
  }

  /** Name and logical shape of every input, in order. */
  public SequencedMap<String, Shape> inputs() {
    return contents.inputs();
  }

  /** Name and logical shape of every output, in order. */
  public SequencedMap<String, Shape> outputs() {
    return contents.outputs();
  }

  /** The kernel calls, in execution order. */
  public List<PlannedStep> steps() {
    return contents.steps();
  }

  /** Threads of one run, the calling one included. */
  public int threads() {
    return pool.threads();
  }

  /** Multiply-accumulates of one run, as the literature counts them. */
  public long macs() {
    return contents.steps().stream().mapToLong(PlannedStep::macs).sum();
  }

  /** Bytes of the weights as the file stores them. */
  public long weightBytes() {
    return contents.weightBytes();
  }

  /** Native bytes of the packed weights, shared by all sessions. */
  public long packedBytes() {
    return contents.packedBytes();
  }

  /** Native bytes of the activations of one session, inputs and outputs not counted. */
  public long arenaBytes() {
    return contents.arenaBytes();
  }

  /** The largest sum of activations that live at the same time: what the arena cannot go below. */
  public long arenaLowerBound() {
    return contents.arenaLowerBound();
  }

  /** Native bytes of scratch memory that each thread of a run needs. */
  public long scratchBytes() {
    return scratchBytes;
  }

  /**
   * Opens a session, with memory of its own.
   *
   * @throws IllegalStateException if this plan is closed
   */
  public Session newSession() {
    retain();
    try {
      return new Session(this, contents, pool, holders::release);
    } catch (Throwable failure) {
      holders.release();
      throw failure;
    }
  }

  /** Warms up for at most ten seconds; see {@link #warmUp(Duration)}. */
  public WarmUp warmUp() {
    return warmUp(WARM_UP);
  }

  /**
   * Runs the network on noise until the JVM has compiled its kernels and runs get no faster, in a
   * session of its own.
   *
   * <p>A network keeps the JVM's compiler busy for some seconds. To be ready sooner, warm up while
   * other preparations go on, in a thread of its own.
   *
   * @param most ends it with the run that is then going on; but one run is always done
   * @return what it came to; {@link WarmUp#settled} says whether the time was enough
   * @throws RunCancelledException if the thread is interrupted
   * @throws IllegalStateException if this plan is closed
   */
  public WarmUp warmUp(Duration most) {
    if (!most.isPositive()) {
      throw new LanewiseException("warm-up: wanted a time above 0, got " + most);
    }
    try (Session session = newSession()) {
      SplittableRandom random = new SplittableRandom(1);
      for (String input : inputs().keySet()) {
        MemorySegment to = session.input(input);
        for (long i = 0; i < to.byteSize() / Float.BYTES; i++) {
          to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
        }
      }
      long limit = most.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : most.toNanos();
      WarmUp warm = WarmUp.repeat(session::run, WarmUp.Pace.of(WINDOW.toNanos(), 0, limit / 2));
      if (!warm.settled()) {
        session.settleSteps(limit / 4);
        long rest = Math.max(1, limit - limit / 2 - limit / 4);
        warm = warm.then(WarmUp.repeat(session::run, WarmUp.Pace.of(WINDOW.toNanos(), 0, rest)));
      }
      return warm;
    }
  }

  /** Says each decision: kernels and why not others, memory, sizes. One line per step and more. */
  public String explain() {
    return Explanation.of(this, contents);
  }

  /** Frees weights and threads once the last session is closed. May be called twice. */
  @Override
  public void close() {
    closed = true;
    forgotten.close();
  }

  private void retain() {
    if (closed || !holders.hold()) {
      throw new IllegalStateException("plan of " + name() + ": closed");
    }
  }

  @Override
  public String toString() {
    return "plan of %s: %d steps, %d %s"
        .formatted(name(), steps().size(), threads(), threads() == 1 ? "thread" : "threads");
  }
}
