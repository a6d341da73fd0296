package dev.lanewise.engine.stream;

import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * What a compiler decided about a stream: everything but its plan, of which one run is one step.
 *
 * <p>Step n computes, for each value, the positions from {@code (n - 1) * count - lag} on, as many
 * as {@code count}. The ends of a signal are told to the plan by its second input, the clock: as
 * longs n, the length of the signal, and the lengths of all values, {@link Long#MAX_VALUE} while
 * they are unknown.
 *
 * @param sample the shape of the network's input, one window of samples
 * @param hop samples of a step
 * @param phase samples that step 0 waits for
 * @param skippedBytes in front of the new samples in the plan's first input
 * @param values how the length of each value follows from that of another
 * @param outputs of the network, in order
 * @param windowLag how many steps a window's outputs come after the step that has its number; -1 if
 *     the outputs belong to positions
 */
public record StreamContents(
    Shape sample,
    int hop,
    int phase,
    long skippedBytes,
    List<Length> values,
    List<Output> outputs,
    int windowLag) {
  /** The first step of a signal. */
  public static int firstStep(int phase) {
    return phase > 0 ? 0 : 1;
  }

  public StreamContents {
    values = List.copyOf(values);
    outputs = List.copyOf(outputs);
  }

  /**
   * The length of a value.
   *
   * @param operand its index, below this one's; -1 for the signal itself
   */
  public record Length(int operand, Reach reach) {}

  /**
   * An output.
   *
   * @param value its index, -1 for the signal itself; without meaning for windows
   * @param count positions of a step; 1 for a window
   * @param lag in positions
   * @param rate samples from one position to the next
   */
  public record Output(int value, int count, int lag, int rate) {}

  /** Samples of a window. */
  long window() {
    return sample.dim(2);
  }

  boolean isWindowed() {
    return windowLag >= 0;
  }

  /** Samples that must follow a window, or a position, before its output is computed. */
  long latency() {
    return isWindowed()
        ? (long) windowLag * hop + phase - window()
        : outputs.stream().mapToLong(output -> (long) output.lag * output.rate).max().orElse(0);
  }

  /** The lengths of all values for a signal of so many samples. */
  long[] lengths(long samples) {
    long[] lengths = new long[values.size()];
    for (int i = 0; i < lengths.length; i++) {
      Length value = values.get(i);
      long in = value.operand < 0 ? samples : lengths[value.operand];
      lengths[i] = value.reach.length(in);
    }
    return lengths;
  }
}
