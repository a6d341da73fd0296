package dev.lanewise.bench.rival;

import dev.lanewise.bench.timing.Statistics;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How long a network takes from its file to the first output.
 *
 * @param batch samples of the run
 * @param check how far the outputs are apart, those of Lanewise that differ most
 * @param weightsNanos Lanewise from safetensors, by round
 * @param onnxNanos Lanewise from the ONNX file, by round
 * @param theirNanos ONNX Runtime, by round
 */
public record LoadResult(
    String model,
    int threads,
    int batch,
    OutputCheck check,
    double[] weightsNanos,
    double[] onnxNanos,
    double[] theirNanos) {

  /**
   * Our time by theirs: below 1 where we are faster.
   *
   * @param median over the rounds
   * @param least of a round
   * @param most of a round
   */
  public record Ratio(double median, double least, double most) {
    static Ratio of(double[] ours, double[] theirs) {
      double[] ratios =
          IntStream.range(0, ours.length).mapToDouble(i -> ours[i] / theirs[i]).toArray();
      return new Ratio(
          Statistics.median(ratios),
          Arrays.stream(ratios).min().orElseThrow(),
          Arrays.stream(ratios).max().orElseThrow());
    }
  }

  /** From safetensors. */
  public Ratio weightsRatio() {
    return Ratio.of(weightsNanos, theirNanos);
  }

  /** From the ONNX file. */
  public Ratio onnxRatio() {
    return Ratio.of(onnxNanos, theirNanos);
  }
}
