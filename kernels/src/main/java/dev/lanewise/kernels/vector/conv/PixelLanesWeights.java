package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution filters in chunks, {@code [chunk][filter][kc]}: one filter after the other, so that
 * several runs of them can be read at once, each of which ascends through memory.
 *
 * <p>A filter is in the order of im2col columns, {@code ((kd * KH + kh) * KW + kw) * C + c}; zeros
 * follow the last column and the last filter.
 *
 * @param length of a filter
 * @param chunks of each filter
 * @param kc floats of a chunk, whole vectors
 * @param filters how many, whole vectors
 * @param bias padded to whole vectors, or null
 */
record PixelLanesWeights(
    int length, int chunks, int kc, int filters, MemorySegment weights, MemorySegment bias) {
  /** The most floats of a chunk: 3 vectors of pixels for each take 96 KB. */
  private static final int MOST_CHUNK = 512;

  private static final long ALIGNMENT = 64;

  static long bytes(ConvProblem problem) {
    int length = length(problem);
    return (long) chunks(length) * kc(length) * Lanes.whole(problem.outChannels()) * Float.BYTES;
  }

  static PixelLanesWeights pack(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, Arena arena) {
    int length = length(problem);
    int taps = problem.kernel().volume();
    PixelLanesWeights packed =
        new PixelLanesWeights(
            length,
            chunks(length),
            kc(length),
            Lanes.whole(problem.outChannels()),
            arena.allocate(bytes(problem), ALIGNMENT),
            WinogradWeights.packBias(problem, bias, arena));
    float[] filter = new float[length];
    float[] ordered = new float[length];
    for (int n = 0; n < problem.outChannels(); n++) {
      long from = (long) n * length * Float.BYTES;
      MemorySegment.copy(weights, JAVA_FLOAT, from, filter, 0, length);
      for (int tap = 0, k = 0; tap < taps; tap++) {
        for (int c = 0; c < problem.inChannels(); c++) {
          ordered[k++] = filter[c * taps + tap];
        }
      }
      for (int chunk = 0; chunk < packed.chunks; chunk++) {
        MemorySegment.copy(
            ordered,
            chunk * packed.kc,
            packed.weights,
            JAVA_FLOAT,
            packed.offset(chunk, n),
            packed.columns(chunk));
      }
    }
    return packed;
  }

  /** Columns of a chunk that exist. */
  int columns(int chunk) {
    return Math.clamp(length - (long) chunk * kc, 0, kc);
  }

  /** Where a chunk of a filter begins, in bytes. */
  long offset(int chunk, int filter) {
    return ((long) chunk * filters + filter) * kc * Float.BYTES;
  }

  private static int length(ConvProblem problem) {
    return Math.multiplyExact(problem.inChannels(), problem.kernel().volume());
  }

  private static int chunks(int length) {
    return Math.ceilDiv(length, MOST_CHUNK);
  }

  private static int kc(int length) {
    return Math.ceilDiv(Math.ceilDiv(length, chunks(length)), COUNT) * COUNT;
  }
}
