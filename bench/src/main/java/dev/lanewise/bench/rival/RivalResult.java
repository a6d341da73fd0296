package dev.lanewise.bench.rival;

import dev.lanewise.bench.timing.Statistics;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One network on both runtimes.
 *
 * @param batch samples of one run
 * @param macs multiply-adds of one run by direct summation
 * @param check how far the outputs are apart
 * @param times of one run, by alternation
 */
public record RivalResult(
    String model, int threads, int batch, long macs, OutputCheck check, Contest.Times times) {

  /** Our median over the blocks, in nanoseconds. */
  public double ourNanos() {
    return Statistics.median(times.ourNanos());
  }

  /** Their median over the blocks, in nanoseconds. */
  public double theirNanos() {
    return Statistics.median(times.theirNanos());
  }

  /** Their time by ours, the median over the alternations: above 1 where we are faster. */
  public double ratio() {
    return Statistics.median(ratios());
  }

  /** The smallest ratio of an alternation. */
  public double leastRatio() {
    return Arrays.stream(ratios()).min().orElseThrow();
  }

  /** The largest ratio of an alternation. */
  public double mostRatio() {
    return Arrays.stream(ratios()).max().orElseThrow();
  }

  /** The ratio of each alternation. */
  public double[] ratios() {
    return IntStream.range(0, times.ourNanos().length)
        .mapToDouble(i -> times.theirNanos()[i] / times.ourNanos()[i])
        .toArray();
  }

  /** Speed for a time, counting what direct summation would do. */
  public double gflops(double nanos) {
    return 2.0 * macs / nanos;
  }

  /** The part of the peak for a time; above 1 where an algorithm saves arithmetic. */
  public double peakFraction(double nanos) {
    return gflops(nanos) / times.peakGflops();
  }
}
