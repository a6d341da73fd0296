package dev.lanewise.engine.plan;

import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.util.List;

/**
 * One kernel call of a plan.
 *
 * @param node the node of the graph that it computes
 * @param operation the operation and its constants
 * @param problem sizes, as a problem line
 * @param choice the kernel, and why not another
 * @param macs multiply-accumulates, 0 for operations that the literature does not count
 * @param reads where the operands lie
 * @param write where the result goes
 * @param binder makes the call for the memory of a session
 */
public record PlannedStep(
    String node,
    String operation,
    String problem,
    KernelChoice choice,
    long macs,
    List<Operand> reads,
    Operand write,
    Binder binder) {
  /** Below this, starting threads costs more than it gains: two microseconds of work or so. */
  private static final long WORTH_SHARING = 16_384;

  /** Ratio of the arithmetic speed to the speed of copying. */
  private static final long MACS_PER_FLOAT = 8;

  public PlannedStep {
    reads = List.copyOf(reads);
  }

  /** Binds an operation to the memory of one session. */
  @FunctionalInterface
  public interface Binder {
    /** The operation, ready to run. */
    Step bind(List<View> in, View out);
  }

  /** Bytes of operands and result, weights not counted. */
  public long bytesMoved() {
    return reads.stream().mapToLong(Operand::bytes).sum() + write.bytes();
  }

  /** Whether the step is large enough to be split over threads. */
  boolean isWorthSharing() {
    return Math.max(macs / MACS_PER_FLOAT, bytesMoved() / Float.BYTES) >= WORTH_SHARING;
  }
}
