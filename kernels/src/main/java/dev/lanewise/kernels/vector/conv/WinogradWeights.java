package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Transformed filters: for each panel of output channels, each of the transform's filters, one
 * matrix {@code [kd * C, width]}. With phases, C counts those of each input channel, ordered by
 * height, width and channel.
 *
 * @param panels the panels of output channels; K is not cut into blocks
 * @param weights panel-major, then filter, then depth tap, then input channel
 * @param bias padded to whole vectors, or null
 */
record WinogradWeights(
    WinogradTransform transform, Panels panels, MemorySegment weights, MemorySegment bias) {
  private static final long ALIGNMENT = 64;

  /** Input channels that are transformed at once: F(4x4) of 64 filters then fill 74 KB. */
  private static final int CHANNELS = 8;

  static long bytes(WinogradTransform transform, ConvProblem problem) {
    long channels = Lanes.whole(problem.outChannels());
    return Float.BYTES * channels * (1 + transform.filters() * sums(transform, problem));
  }

  /** The length of the sums in the transformed domain, for one term. */
  static long sums(WinogradTransform transform, ConvProblem problem) {
    return (long) problem.kernel().depth() * transform.channels(problem.inChannels());
  }

  static WinogradWeights pack(
      WinogradTransform transform,
      ConvProblem problem,
      MemorySegment weights,
      MemorySegment bias,
      Arena arena) {
    Panels panels =
        new Panels(
            Math.toIntExact(sums(transform, problem)), problem.outChannels(), Panels.GATHERED);
    MemorySegment packed = arena.allocate(transform.filters() * panels.bytes(), ALIGNMENT);
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
    long base = panelOffset(transform.filters(), panels, panel);
    int area = transform.taps() * transform.taps();
    int each = taps * area;
    float[] g = new float[CHANNELS * each * width];
    double[] half = new double[transform.halfFilter() * width];
    float[] u = new float[transform.filters() * CHANNELS * width];
    float[] part = new float[CHANNELS * each];
    for (int c0 = 0; c0 < in; c0 += CHANNELS) {
      int channels = Math.min(CHANNELS, in - c0);
      for (int k = 0; k < filters; k++) {
        if (transform.phases == 1) {
          long source = ((long) (start + k) * in + c0) * each * Float.BYTES;
          MemorySegment.copy(weights, JAVA_FLOAT, source, part, 0, channels * each);
        } else {
          phases(transform, taps, in, c0, channels, weights, start + k, part);
        }
        for (int i = 0; i < channels * each; i++) {
          g[i * width + k] = part[i];
        }
      }
      for (int tap = 0; tap < taps; tap++) {
        for (int c = 0; c < channels; c++) {
          int at = (c * taps + tap) * area * width;
          transform.filters(g, at, half, filters, width, u, c * width, CHANNELS * width);
        }
        for (int filter = 0; filter < transform.filters(); filter++) {
          long row = ((long) filter * taps + tap) * in + c0;
          int from = filter * CHANNELS * width;
          long at = base + row * width * Float.BYTES;
          MemorySegment.copy(u, from, packed, JAVA_FLOAT, at, channels * width);
        }
      }
    }
  }

  /**
   * Takes one output channel's filters apart into their phases.
   *
   * @param in channels, each phase of an input channel counted
   * @param to takes {@code [channels, taps, height, width]} from channel {@code c0} on, zeros
   *     behind the last tap of a phase
   */
  private static void phases(
      WinogradTransform transform,
      int taps,
      int in,
      int c0,
      int channels,
      MemorySegment weights,
      int k,
      float[] to) {
    int phases = transform.phases;
    int each = in / (phases * phases);
    int kernel = transform.kernel;
    int n = 0;
    for (int c = c0; c < c0 + channels; c++) {
      int down = c / each / phases;
      int across = c / each % phases;
      for (int tap = 0; tap < taps; tap++) {
        long plane = ((long) k * each + c % each) * taps + tap;
        for (int y = down; y < phases * transform.taps(); y += phases) {
          for (int x = across; x < phases * transform.taps(); x += phases) {
            boolean inside = y < kernel && x < kernel;
            long at = (plane * kernel + y) * kernel + x;
            to[n++] = inside ? weights.get(JAVA_FLOAT, at * Float.BYTES) : 0;
          }
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
    return panelOffset(transform.filters(), panels, panel);
  }

  /** The same for any number of filters. */
  static long panelOffset(int filters, Panels panels, int panel) {
    return (long) filters * panels.k() * panels.panelStart(panel) * Float.BYTES;
  }
}
