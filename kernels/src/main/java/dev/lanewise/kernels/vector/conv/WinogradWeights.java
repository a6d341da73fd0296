package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Transformed filters: for each panel of output channels, each position of the tile, one matrix
 * {@code [C, width]}.
 *
 * @param transform F(2x2) or F(4x4)
 * @param panels the panels of output channels; K is not cut into blocks
 * @param weights panel-major, then position, then input channel
 * @param bias padded to whole vectors, or null
 */
record WinogradWeights(
    WinogradTransform transform, Panels panels, MemorySegment weights, MemorySegment bias) {
  private static final long ALIGNMENT = 64;

  static long bytes(WinogradTransform transform, ConvProblem problem) {
    long channels = (long) Math.ceilDiv(problem.outChannels(), COUNT) * COUNT;
    return Float.BYTES * channels * (1 + (long) transform.positions() * problem.inChannels());
  }

  static WinogradWeights pack(
      WinogradTransform transform,
      ConvProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      Arena arena) {
    Panels panels = new Panels(problem.inChannels(), problem.outChannels());
    MemorySegment packed = arena.allocate(transform.positions() * panels.bytes(), ALIGNMENT);
    double[] g = new double[9];
    double[] u = new double[transform.positions()];
    int in = problem.inChannels();
    for (int panel = 0; panel < panels.panels(); panel++) {
      int start = panels.panelStart(panel);
      int width = panels.panelVectors(panel) * COUNT;
      long base = panelOffset(transform, panels, panel);
      int end = Math.min(start + width, problem.outChannels());
      for (int k = start; k < end; k++) {
        for (int c = 0; c < in; c++) {
          for (int i = 0; i < 9; i++) {
            g[i] = weights.getAtIndex(JAVA_FLOAT, ((long) k * in + c) * 9 + i);
          }
          transform.filter(g, u);
          for (int position = 0; position < u.length; position++) {
            long at = ((long) position * in + c) * width + (k - start);
            packed.set(JAVA_FLOAT, base + at * Float.BYTES, (float) u[position]);
          }
        }
      }
    }
    return new WinogradWeights(transform, panels, packed, packBias(problem, bias, arena));
  }

  private static MemorySegment packBias(ConvProblem problem, MemorySegment bias, Arena arena) {
    if (bias == null) {
      return null;
    }
    long channels = (long) Math.ceilDiv(problem.outChannels(), COUNT) * COUNT;
    MemorySegment padded = arena.allocate(channels * Float.BYTES, ALIGNMENT);
    MemorySegment.copy(bias, 0, padded, 0, (long) problem.outChannels() * Float.BYTES);
    return padded;
  }

  /** Where a panel's matrices begin, in bytes. */
  long panelOffset(int panel) {
    return panelOffset(transform, panels, panel);
  }

  private static long panelOffset(WinogradTransform transform, Panels panels, int panel) {
    return (long) transform.positions() * panels.k() * panels.panelStart(panel) * Float.BYTES;
  }
}
