package dev.lanewise.bench.rival;

/**
 * How much memory a network takes, in processes of their own.
 *
 * @param batch samples of a run
 * @param ourBytes the most bytes that a process with Lanewise held, by round
 * @param theirBytes the same with ONNX Runtime
 */
public record MemoryResult(
    String model, int threads, int batch, double[] ourBytes, double[] theirBytes) {

  /** Our memory by theirs: below 1 where we take less. */
  public LoadResult.Ratio ratio() {
    return LoadResult.Ratio.of(ourBytes, theirBytes);
  }
}
