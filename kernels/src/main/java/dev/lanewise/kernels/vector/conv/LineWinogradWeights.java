package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Transformed filters of three taps: for each panel of output channels, each of the six positions,
 * one matrix {@code [C, width]}.
 *
 * @param panels the panels of output channels; K is not cut into blocks
 * @param weights panel-major, then position, then input channel
 * @param bias padded to whole vectors, or null
 */
record LineWinogradWeights(Panels panels, MemorySegment weights, MemorySegment bias) {
  private static final WinogradTransform TRANSFORM = WinogradTransform.F4;
  private static final int POSITIONS = TRANSFORM.inputs;
  private static final int TAPS = 3;
  private static final long ALIGNMENT = 64;

  static long bytes(ConvProblem problem) {
    long channels = Lanes.whole(problem.outChannels());
    return Float.BYTES * channels * (1 + (long) POSITIONS * problem.inChannels());
  }

  static LineWinogradWeights pack(
      ConvProblem problem, MemorySegment weights, MemorySegment bias, Arena arena) {
    Panels panels = new Panels(problem.inChannels(), problem.outChannels(), Panels.GATHERED);
    MemorySegment packed = arena.allocate(POSITIONS * panels.bytes(), ALIGNMENT);
    for (int panel = 0; panel < panels.panels(); panel++) {
      packPanel(panels, panel, weights, packed);
    }
    return new LineWinogradWeights(panels, packed, WinogradWeights.packBias(problem, bias, arena));
  }

  private static void packPanel(
      Panels panels, int panel, MemorySegment weights, MemorySegment packed) {
    int in = panels.k();
    int start = panels.panelStart(panel);
    int width = panels.panelVectors(panel) * COUNT;
    int filters = Math.min(width, panels.n() - start);
    float[] g = new float[filters * TAPS];
    float[] row = new float[width];
    for (int c = 0; c < in; c++) {
      for (int k = 0; k < filters; k++) {
        long source = ((long) (start + k) * in + c) * TAPS * Float.BYTES;
        MemorySegment.copy(weights, JAVA_FLOAT, source, g, k * TAPS, TAPS);
      }
      for (int position = 0; position < POSITIONS; position++) {
        for (int k = 0; k < filters; k++) {
          row[k] = TRANSFORM.filter(position, g, k * TAPS);
        }
        long to =
            WinogradWeights.panelOffset(POSITIONS, panels, panel)
                + ((long) position * in + c) * width * Float.BYTES;
        MemorySegment.copy(row, 0, packed, JAVA_FLOAT, to, width);
      }
    }
  }

  /** Where a panel's matrices begin, in bytes. */
  long panelOffset(int panel) {
    return WinogradWeights.panelOffset(POSITIONS, panels, panel);
  }
}
