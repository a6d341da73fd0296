package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Filters of 3x3 that are not transformed yet, nine numbers each, {@code [panel][matrix][C] [2
 * vectors][3][3][lanes]}.
 *
 * <p>Along height and width those of F(4x4, 3x3) are multiplied by (1, √½, ½), which turns most
 * multiplications of the transform into additions: see {@link LeanWinogradMicrokernel}.
 *
 * <p>Three taps (t0, t1, t2) of depth on two frames (x0, x1) with one frame of padding before and
 * behind are {@code y0 = t1 x0 + t2 x1} and {@code y1 = t0 x0 + t1 x1}. That is a Toeplitz matrix,
 * of which three products do: {@code s = t1 (x0 + x1)}, {@code y0 = s + (t2 - t1) x1}, {@code y1 =
 * s + (t0 - t1) x0}. So the matrices are t1, t0 - t1, t2 - t1.
 *
 * @param channels input channels, C
 * @param matrices filters without depth have 1, with three taps 3
 * @param bias padded to whole vectors, or null
 */
record LeanWinogradWeights(int channels, int matrices, MemorySegment weights, MemorySegment bias) {
  /** Numbers of a filter of one input channel. */
  private static final int TAPS = 9;

  /** Output channels of a panel. */
  static final int WIDTH = LeanWinogradMicrokernel.VECTORS * COUNT;

  private static final int VECTORS = LeanWinogradMicrokernel.VECTORS;

  private static final long ALIGNMENT = 64;

  /** Filters below this stay in the second-level cache from run to run. */
  private static final long RESIDENT_BYTES = 1 << 19;

  private static final double[] F4_SCALES = {1, Math.sqrt(0.5), 0.5};

  private static final double[] NO_SCALES = {1, 1, 1};

  static long bytes(ConvProblem problem) {
    long filters = (long) panels(problem) * WIDTH * matrices(problem) * problem.inChannels();
    return Float.BYTES * (Lanes.whole(problem.outChannels()) + filters * TAPS);
  }

  /** The number of panels. */
  static int panels(ConvProblem problem) {
    return Math.ceilDiv(problem.outChannels(), WIDTH);
  }

  private static int matrices(ConvProblem problem) {
    return problem.kernel().depth();
  }

  static LeanWinogradWeights pack(
      WinogradTransform transform,
      ConvProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      Arena arena) {
    double[] scales = transform == WinogradTransform.F4 ? F4_SCALES : NO_SCALES;
    int in = problem.inChannels();
    int depth = matrices(problem);
    int panels = panels(problem);
    int panelFloats = depth * in * TAPS * WIDTH;
    MemorySegment packed = arena.allocate((long) panels * panelFloats * Float.BYTES, ALIGNMENT);
    float[] filter = new float[in * depth * TAPS];
    float[] panel = new float[panelFloats];
    for (int p = 0; p < panels; p++) {
      int filters = Math.min(WIDTH, problem.outChannels() - p * WIDTH);
      for (int lane = 0; lane < filters; lane++) {
        long from = (long) (p * WIDTH + lane) * filter.length * Float.BYTES;
        MemorySegment.copy(weights, JAVA_FLOAT, from, filter, 0, filter.length);
        pack(filter, in, depth, scales, panel, lane);
      }
      if (filters < WIDTH) {
        clear(panel, filters);
      }
      MemorySegment.copy(
          panel, 0, packed, JAVA_FLOAT, (long) p * panelFloats * Float.BYTES, panelFloats);
    }
    MemorySegment padded = WinogradWeights.packBias(problem, bias, arena);
    return new LeanWinogradWeights(in, depth, packed, padded);
  }

  /** Packs the filters of one output channel, {@code [C][depth][3][3]}, into a lane of a panel. */
  private static void pack(
      float[] filter, int in, int depth, double[] scales, float[] panel, int lane) {
    for (int matrix = 0; matrix < depth; matrix++) {
      for (int c = 0; c < in; c++) {
        for (int tap = 0; tap < TAPS; tap++) {
          double x = number(filter, c * depth * TAPS + tap, depth, matrix);
          double scaled = x * scales[tap / 3] * scales[tap % 3];
          int vector = (matrix * in + c) * VECTORS + lane / COUNT;
          panel[(vector * TAPS + tap) * COUNT + lane % COUNT] = (float) scaled;
        }
      }
    }
  }

  private static double number(float[] filter, int at, int depth, int matrix) {
    if (depth == 1) {
      return filter[at];
    }
    double middle = filter[at + TAPS];
    return switch (matrix) {
      case 0 -> middle;
      case 1 -> filter[at] - middle;
      default -> filter[at + 2 * TAPS] - middle;
    };
  }

  private static void clear(float[] panel, int firstLane) {
    for (int i = 0; i < panel.length; i++) {
      int vector = i / (TAPS * COUNT) % VECTORS;
      if (vector * COUNT + i % COUNT >= firstLane) {
        panel[i] = 0;
      }
    }
  }

  /** Bytes of the filters of one input channel. */
  static long filterBytes() {
    return (long) TAPS * WIDTH * Float.BYTES;
  }

  /** From the first to the last row of a vector of filters, in bytes. */
  static long lastRow() {
    return 6L * COUNT * Float.BYTES;
  }

  /**
   * Brings filters of a panel's matrix from beyond the second-level cache, from where they arrive
   * faster than arithmetic would ask for them.
   *
   * @param c the first input channel
   * @param kc how many
   * @return a number without meaning, as {@link Touch#streams}
   */
  int touch(int panel, int matrix, int c, int kc) {
    if (weights.byteSize() < RESIDENT_BYTES) {
      return 0;
    }
    long from = Memory.base(weights) + offset(panel, matrix, c);
    return Touch.streams(weights, from, kc * filterBytes());
  }

  /** Where a panel's matrix has the filters of an input channel, in bytes. */
  long offset(int panel, int matrix, int channel) {
    return (((long) panel * matrices + matrix) * channels + channel) * filterBytes();
  }
}
