package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/** A bound {@link ReferenceConv}. A tile is one row of output pixels of one weights panel. */
final class ReferenceConvStep implements Step {
  private static final int PANEL = ReferenceConv.PANEL;

  private final ConvProblem problem;
  private final Extent in;
  private final Extent out;
  private final Extent kernel;
  private final Extent dilation;
  private final int groupIn;
  private final int groupOut;
  private final int groupPanels;
  private final int panels;
  private final long panelBytes;
  private final int tiles;

  private final MemorySegment packed;
  private final long biasOffset;
  private final PostOp post;
  private final MemorySegment source;
  private final long sourceOffset;
  private final long sourceStride;
  private final View residual;
  private final View target;

  ReferenceConvStep(
      ConvProblem problem,
      MemorySegment packed,
      PostOp post,
      View source,
      View residual,
      View target) {
    this.problem = problem;
    this.in = problem.in();
    this.out = problem.out();
    this.kernel = problem.kernel();
    this.dilation = problem.dilation();
    this.groupIn = problem.groupInChannels();
    this.groupOut = problem.groupOutChannels();
    this.groupPanels = Math.ceilDiv(groupOut, PANEL);
    this.panels = problem.groups() * groupPanels;
    this.panelBytes = ReferenceConv.panelBytes(problem);
    this.tiles = Math.toIntExact((long) problem.batch() * out.depth() * out.height() * panels);
    this.packed = packed;
    this.biasOffset = ReferenceConv.biasOffset(problem);
    this.post = post;
    this.source = source.segment();
    this.sourceOffset = source.offset();
    this.sourceStride = source.pixelStride();
    this.residual = residual;
    this.target = target;
  }

  @Override
  public int tiles() {
    return tiles;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; tile++) {
      int panel = tile % panels;
      int group = panel / groupPanels;
      int k = group * groupOut + panel % groupPanels * PANEL;
      row(tile / panels, group, k, (group + 1) * groupOut, panel * panelBytes);
    }
  }

  /** Eight channels of one row, from channel {@code k} on; rows count through batch, D and H. */
  private void row(int row, int group, int k, int endK, long panel) {
    int oh = row % out.height();
    int od = row / out.height() % out.depth();
    int n = row / out.height() / out.depth();
    for (int ow = 0; ow < out.width(); ow++) {
      pixel(n, od, oh, ow, group, panel, k, endK);
    }
  }

  /**
   * The channels {@code k} to {@code k + 7}, but none from {@code endK} on, of one output pixel.
   */
  private void pixel(int n, int od, int oh, int ow, int group, long panel, int k, int endK) {
    long d = Window.start(od, problem.stride().depth(), problem.padBefore().depth());
    long h = Window.start(oh, problem.stride().height(), problem.padBefore().height());
    long w = Window.start(ow, problem.stride().width(), problem.padBefore().width());
    int endKd = Window.endTap(d, kernel.depth(), dilation.depth(), in.depth());
    int endKh = Window.endTap(h, kernel.height(), dilation.height(), in.height());
    int endKw = Window.endTap(w, kernel.width(), dilation.width(), in.width());
    int firstKh = Window.firstTap(h, kernel.height(), dilation.height());
    int firstKw = Window.firstTap(w, kernel.width(), dilation.width());
    MemorySegment source = this.source;
    MemorySegment packed = this.packed;
    // Sums in local variables stay in registers; an array of them would go through memory.
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int kd = Window.firstTap(d, kernel.depth(), dilation.depth()); kd < endKd; kd++) {
      for (int kh = firstKh; kh < endKh; kh++) {
        for (int kw = firstKw; kw < endKw; kw++) {
          long id = d + (long) kd * dilation.depth();
          long ih = h + (long) kh * dilation.height();
          long iw = w + (long) kw * dilation.width();
          long from = ((n * (long) in.depth() + id) * in.height() + ih) * in.width() + iw;
          long x = sourceByte(from, group);
          long first = panel + 4L * PANEL * groupIn * tap(kd, kh, kw);
          long end = first + 4L * PANEL * groupIn;
          // Not a counted loop: on few channels C2's splitting of one costs more than it saves.
          for (long y = first; y != end; y += 4L * PANEL) {
            double v = source.get(JAVA_FLOAT_UNALIGNED, x);
            x += Float.BYTES;
            sum0 += v * packed.get(JAVA_FLOAT_UNALIGNED, y);
            sum1 += v * packed.get(JAVA_FLOAT_UNALIGNED, y + 4);
            sum2 += v * packed.get(JAVA_FLOAT_UNALIGNED, y + 8);
            sum3 += v * packed.get(JAVA_FLOAT_UNALIGNED, y + 12);
            sum4 += v * packed.get(JAVA_FLOAT_UNALIGNED, y + 16);
            sum5 += v * packed.get(JAVA_FLOAT_UNALIGNED, y + 20);
            sum6 += v * packed.get(JAVA_FLOAT_UNALIGNED, y + 24);
            sum7 += v * packed.get(JAVA_FLOAT_UNALIGNED, y + 28);
          }
        }
      }
    }
    long pixel = ((n * (long) out.depth() + od) * out.height() + oh) * out.width() + ow;
    store(pixel, k, endK, sum0);
    store(pixel, k + 1, endK, sum1);
    store(pixel, k + 2, endK, sum2);
    store(pixel, k + 3, endK, sum3);
    store(pixel, k + 4, endK, sum4);
    store(pixel, k + 5, endK, sum5);
    store(pixel, k + 6, endK, sum6);
    store(pixel, k + 7, endK, sum7);
  }

  /** The byte where the group's channels of an input pixel begin. */
  private long sourceByte(long pixel, int group) {
    return sourceOffset + 4 * (pixel * sourceStride + (long) group * groupIn);
  }

  private long tap(int kd, int kh, int kw) {
    return ((long) kd * kernel.height() + kh) * kernel.width() + kw;
  }

  private void store(long pixel, int k, int endK, double sum) {
    if (k >= endK) {
      return;
    }
    double y = sum + packed.get(JAVA_FLOAT_UNALIGNED, biasOffset + 4L * k);
    if (residual != null) {
      long from = residual.offset() + 4 * (pixel * residual.pixelStride() + k);
      y += residual.segment().get(JAVA_FLOAT_UNALIGNED, from);
    }
    long to = target.offset() + 4 * (pixel * target.pixelStride() + k);
    target.segment().set(JAVA_FLOAT_UNALIGNED, to, ReferenceActivation.finish(post, (float) y));
  }
}
