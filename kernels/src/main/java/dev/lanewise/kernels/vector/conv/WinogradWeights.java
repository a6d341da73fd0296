package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Transformed filters: for each panel of output channels, each position of the tile, one matrix
 * {@code [kd * C, width]}.
 *
 * @param transform F(2x2) or F(4x4)
 * @param panels the panels of output channels; K is not cut into blocks
 * @param weights panel-major, then position, then depth tap, then input channel
 * @param bias padded to whole vectors, or null
 */
record WinogradWeights(
    WinogradTransform transform, Panels panels, MemorySegment weights, MemorySegment bias) {
  private static final long ALIGNMENT = 64;

  /** Input channels that are transformed at once: F(4x4) of 64 filters then fill 74 KB. */
  private static final int CHANNELS = 8;

  static long bytes(WinogradTransform transform, ConvProblem problem) {
    long channels = Lanes.whole(problem.outChannels());
    return Float.BYTES * channels * (1 + (long) transform.positions() * sums(problem));
  }

  /** The length of the sums in the transformed domain. */
  static long sums(ConvProblem problem) {
    return (long) problem.kernel().depth() * problem.inChannels();
  }

  static WinogradWeights pack(
      WinogradTransform transform,
      ConvProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      Arena arena) {
    Panels panels =
        new Panels(Math.toIntExact(sums(problem)), problem.outChannels(), Panels.GATHERED);
    MemorySegment packed = arena.allocate(transform.positions() * panels.bytes(), ALIGNMENT);
    for (int panel = 0; panel < panels.panels(); panel++) {
      packPanel(transform, problem.kernel().depth(), panels, panel, weights, packed);
    }
    return new WinogradWeights(transform, panels, packed, packBias(problem, bias, arena));
  }

  private static void packPanel(
      WinogradTransform transform,
      int taps,
      Panels panels,
      int panel,
      MemorySegment weights,
      MemorySegment packed) {
    int in = panels.k() / taps;
    int start = panels.panelStart(panel);
    int width = panels.panelVectors(panel) * COUNT;
    int filters = Math.min(width, panels.n() - start);
    long base = panelOffset(transform.positions(), panels, panel);
    int each = taps * 9;
    float[] part = new float[CHANNELS * each];
    float[] g = new float[CHANNELS * each * width];
    double[] half = new double[transform.inputs * 3 * width];
    float[] u = new float[transform.positions() * CHANNELS * width];
    for (int c0 = 0; c0 < in; c0 += CHANNELS) {
      int channels = Math.min(CHANNELS, in - c0);
      for (int k = 0; k < filters; k++) {
        long source = ((long) (start + k) * in + c0) * each * Float.BYTES;
        MemorySegment.copy(weights, JAVA_FLOAT, source, part, 0, channels * each);
        for (int i = 0; i < channels * each; i++) {
          g[i * width + k] = part[i];
        }
      }
      for (int tap = 0; tap < taps; tap++) {
        for (int c = 0; c < channels; c++) {
          int at = (c * taps + tap) * 9 * width;
          transform.filters(g, at, half, filters, width, u, c * width, CHANNELS * width);
        }
        for (int position = 0; position < transform.positions(); position++) {
          long row = ((long) position * taps + tap) * in + c0;
          int from = position * CHANNELS * width;
          long at = base + row * width * Float.BYTES;
          MemorySegment.copy(u, from, packed, JAVA_FLOAT, at, channels * width);
        }
      }
    }
  }

  /** The bias padded to whole vectors, or null. */
  static MemorySegment packBias(ConvProblem problem, MemorySegment bias, Arena arena) {
    if (bias == null) {
      return null;
    }
    long channels = Lanes.whole(problem.outChannels());
    MemorySegment padded = arena.allocate(channels * Float.BYTES, ALIGNMENT);
    MemorySegment.copy(bias, 0, padded, 0, (long) problem.outChannels() * Float.BYTES);
    return padded;
  }

  /** Where a panel's matrices begin, in bytes. */
  long panelOffset(int panel) {
    return panelOffset(transform.positions(), panels, panel);
  }

  /** The same for any number of positions. */
  static long panelOffset(int positions, Panels panels, int panel) {
    return (long) positions * panels.k() * panels.panelStart(panel) * Float.BYTES;
  }
}
