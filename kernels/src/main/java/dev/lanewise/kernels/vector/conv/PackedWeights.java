package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.gemm.Bfloat16Panels;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Convolution weights as one packed matrix B per group, and the bias padded to vectors.
 *
 * <p>Row k of B is {@code ((kd * KH + kh) * KW + kw) * C + c}, column n is the output channel
 * within the group. The layout of a matrix is that of {@link Panels}, or of {@link Bfloat16Panels}.
 *
 * @param panels blocking of one group's matrix
 * @param rounded the layout if weights are stored as bfloat16, or null
 * @param groups number of matrices
 * @param weights the matrices, one after the other
 * @param bias {@link #biasStride} floats per group, or null
 */
record PackedWeights(
    Panels panels, Bfloat16Panels rounded, int groups, MemorySegment weights, MemorySegment bias) {
  private static final long ALIGNMENT = 64;

  /** Rows that are transposed at once, an even number: with 64 columns 16 KB, within the L1. */
  private static final int TILE_ROWS = 64;

  /** Bytes of the weights and the bias of a problem. */
  static long bytes(ConvProblem problem, Panels panels, boolean bfloat16) {
    return problem.groups()
        * (matrixBytes(panels, bfloat16) + (long) Float.BYTES * biasStride(panels));
  }

  static PackedWeights pack(
      ConvProblem problem,
      Panels panels,
      boolean bfloat16,
      MemorySegment weights,
      MemorySegment bias,
      Arena arena) {
    long bytes = problem.groups() * matrixBytes(panels, bfloat16);
    PackedWeights packed =
        new PackedWeights(
            panels,
            bfloat16 ? new Bfloat16Panels(panels) : null,
            problem.groups(),
            arena.allocate(bytes, ALIGNMENT),
            packBias(problem.groups(), panels, bias, arena));
    for (int group = 0; group < problem.groups(); group++) {
      packed.packGroup(problem, group, weights);
    }
    return packed;
  }

  private static long matrixBytes(Panels panels, boolean bfloat16) {
    return bfloat16 ? new Bfloat16Panels(panels).bytes() : panels.bytes();
  }

  /** Where a panel's block begins, in bytes. */
  long offset(int group, int block, int panel) {
    return rounded == null
        ? group * panels.bytes() + panels.offset(block, panel)
        : group * rounded.bytes() + rounded.offset(block, panel);
  }

  /** Floats between the biases of two groups: the output channels in whole vectors. */
  int biasStride() {
    return biasStride(panels);
  }

  private static int biasStride(Panels panels) {
    return Lanes.whole(panels.n());
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

  private void packGroup(ConvProblem problem, int group, MemorySegment source) {
    int taps = problem.kernel().volume();
    float[] tile = new float[TILE_ROWS * panels.panelVectors(0) * COUNT];
    int[] pairs = new int[rounded == null ? 0 : tile.length / 2];
    for (int panel = 0; panel < panels.panels(); panel++) {
      int width = panels.panelVectors(panel) * COUNT;
      int start = panels.panelStart(panel);
      int columns = Math.min(width, panels.n() - start);
      float[] filters = new float[Math.multiplyExact(columns, panels.k())];
      long first = ((long) group * panels.n() + start) * panels.k() * Float.BYTES;
      MemorySegment.copy(source, JAVA_FLOAT, first, filters, 0, filters.length);
      for (int block = 0; block < panels.blocks(); block++) {
        int k0 = panels.blockStart(block);
        int k1 = panels.blockStart(block + 1);
        long to = offset(group, block, panel);
        for (int k = k0; k < k1; k += TILE_ROWS) {
          int rows = Math.min(TILE_ROWS, k1 - k);
          Arrays.fill(tile, 0, rows * width, 0); // columns behind N
          fill(tile, width, filters, columns, panels.k(), taps, k, rows);
          long done = (long) (k - k0) * width * Float.BYTES;
          if (rounded == null) {
            MemorySegment.copy(tile, 0, weights, JAVA_FLOAT, to + done, rows * width);
          } else {
            Bfloat16Panels.pack(tile, rows, width, pairs);
            int ints = Bfloat16Panels.pairs(rows) * width;
            MemorySegment.copy(pairs, 0, weights, JAVA_INT, to + done / 2, ints);
          }
        }
      }
    }
  }

  /** Transposes {@code rows} rows of B, from row {@code k} on, out of filters of {@code length}. */
  private static void fill(
      float[] tile,
      int width,
      float[] filters,
      int columns,
      int length,
      int taps,
      int k,
      int rows) {
    int in = length / taps;
    for (int n = 0; n < columns; n++) {
      int tap = k / in;
      int c = k % in;
      int from = n * length;
      for (int row = 0; row < rows; row++) {
        tile[row * width + n] = filters[from + c * taps + tap];
        if (++c == in) {
          c = 0;
          tap++;
        }
      }
    }
  }
}
