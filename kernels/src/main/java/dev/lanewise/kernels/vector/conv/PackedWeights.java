package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution weights as one packed matrix B per group, and the bias padded to vectors.
 *
 * <p>Row k of B is {@code ((kd * KH + kh) * KW + kw) * C + c}, column n is the output channel
 * within the group. The layout of a matrix is that of {@link Panels}.
 *
 * @param panels layout of one group's matrix
 * @param groups number of matrices
 * @param weights the matrices, one after the other
 * @param bias {@link #biasStride} floats per group, or null
 */
record PackedWeights(Panels panels, int groups, MemorySegment weights, MemorySegment bias) {
  private static final long ALIGNMENT = 64;

  static long bytes(ConvProblem problem, Panels panels) {
    return problem.groups() * (panels.bytes() + (long) Float.BYTES * biasStride(panels));
  }

  static PackedWeights pack(
      ConvProblem problem, Panels panels, MemorySegment weights, MemorySegment bias, Arena arena) {
    MemorySegment packed = arena.allocate(problem.groups() * panels.bytes(), ALIGNMENT);
    for (int group = 0; group < problem.groups(); group++) {
      packGroup(problem, panels, group, weights, packed);
    }
    return new PackedWeights(
        panels, problem.groups(), packed, packBias(problem.groups(), panels, bias, arena));
  }

  /** Floats between the biases of two groups: the output channels in whole vectors. */
  int biasStride() {
    return biasStride(panels);
  }

  private static int biasStride(Panels panels) {
    return Math.ceilDiv(panels.n(), COUNT) * COUNT;
  }

  private static MemorySegment packBias(
      int groups, Panels panels, MemorySegment bias, Arena arena) {
    if (bias == null) {
      return null;
    }
    long stride = (long) biasStride(panels) * Float.BYTES;
    MemorySegment padded = arena.allocate(groups * stride, ALIGNMENT);
    long bytes = (long) panels.n() * Float.BYTES;
    for (int group = 0; group < groups; group++) {
      MemorySegment.copy(bias, group * bytes, padded, group * stride, bytes);
    }
    return padded;
  }

  private static void packGroup(
      ConvProblem problem, Panels panels, int group, MemorySegment weights, MemorySegment packed) {
    int taps = problem.kernel().volume();
    int in = problem.groupInChannels();
    float[] row = new float[in * taps];
    for (int panel = 0; panel < panels.panels(); panel++) {
      int width = panels.panelVectors(panel) * COUNT;
      int start = panels.panelStart(panel);
      int end = Math.min(start + width, panels.n());
      for (int n = start; n < end; n++) {
        long source = ((long) group * panels.n() + n) * row.length * Float.BYTES;
        MemorySegment.copy(weights, JAVA_FLOAT, source, row, 0, row.length);
        for (int block = 0; block < panels.blocks(); block++) {
          int k0 = panels.blockStart(block);
          int k1 = panels.blockStart(block + 1);
          long at = group * panels.bytes() + panels.offset(block, panel);
          scatter(row, in, taps, k0, k1, packed, at + (long) (n - start) * Float.BYTES, width);
        }
      }
    }
  }

  /** Writes elements {@code k0 .. k1} of one output channel down a column of its panel. */
  private static void scatter(
      float[] row, int in, int taps, int k0, int k1, MemorySegment packed, long to, int width) {
    int tap = k0 / in;
    int c = k0 % in;
    for (int k = k0; k < k1; k++) {
      packed.set(JAVA_FLOAT, to + (long) (k - k0) * width * Float.BYTES, row[c * taps + tap]);
      if (++c == in) {
        c = 0;
        tap++;
      }
    }
  }
}
