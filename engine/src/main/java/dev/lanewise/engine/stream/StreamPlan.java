package dev.lanewise.engine.stream;

import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.WarmUp;
import java.time.Duration;

/**
 * A network compiled for a stream: each layer computes only positions that it has not computed
 * before.
 *
 * <p>The part of the network that treats all positions alike, such as convolutions, is computed
 * over the whole signal, as if a plan saw all of it at once: padding stands at the ends of the
 * signal only. What sees a whole window, such as a global average and all that follows it, is
 * computed for each window of that; so a window's outputs are those of the window alone only if no
 * layer before pads.
 *
 * <p>With {@code precise}, outputs are bit for bit those of a plan for the network's usual input
 * length, run on whole windows or with all of the signal as the only window; without, another
 * algorithm may be the fastest for a step, within its own error bound.
 *
 * <p>Immutable but for being closed, and safe to share between threads.
 */
public final class StreamPlan implements AutoCloseable {
  private final Plan plan;
  private final StreamContents contents;

  /**
   * Creates the plan that a compiler has decided on.
   *
   * @param plan of one step; closed with this one
   */
  public StreamPlan(Plan plan, StreamContents contents) {
    this.plan = plan;
    this.contents = contents;
  }

  /** The name of the network. */
  public String name() {
    return plan.name();
  }

  /** Samples that one step of the computation takes. */
  public int hop() {
    return contents.hop();
  }

  /** Whether there is one output per window, else per position. */
  public boolean isWindowed() {
    return contents.isWindowed();
  }

  /** Samples of a window: the usual input length of the network. */
  public long window() {
    return contents.window();
  }

  /** How many samples must follow a window, or a position, before its output can be computed. */
  public long latency() {
    return contents.latency();
  }

  /** Multiply-accumulates of one step. */
  public long macs() {
    return plan.macs();
  }

  /** Native bytes of what one stream keeps and computes, its samples and outputs not counted. */
  public long arenaBytes() {
    return plan.arenaBytes();
  }

  /** Says each decision: steps, kernels, memory. */
  public String explain() {
    return plan.explain();
  }

  /**
   * Runs steps on noise until the JVM has compiled the kernels.
   *
   * @param most ends it with the step that is then going on
   */
  public WarmUp warmUp(Duration most) {
    return plan.warmUp(most);
  }

  /**
   * Opens a stream, with memory of its own.
   *
   * @throws IllegalStateException if this plan is closed
   */
  public SampleStream newStream(StreamListener listener) {
    return new IncrementalStream(plan, contents, listener);
  }

  /** Frees weights and threads once the last stream is closed. May be called twice. */
  @Override
  public void close() {
    plan.close();
  }
}
