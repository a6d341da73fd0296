package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.PoolProblem.Kind;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/**
 * Max or average pooling, one output element at a time. A tile is one row of output pixels.
 *
 * <p>A window without any element inside the input becomes minus infinity (max) or 0 (average).
 */
final class ReferencePool implements Step {
  private final PoolProblem problem;
  private final Extent in;
  private final Extent out;
  private final Extent kernel;
  private final Extent dilation;
  private final int tiles;
  private final View source;
  private final View target;

  ReferencePool(PoolProblem problem, View source, View target) {
    this.problem = problem;
    this.in = problem.in();
    this.out = problem.out();
    this.kernel = problem.kernel();
    this.dilation = problem.dilation();
    this.tiles = Math.toIntExact((long) problem.batch() * out.depth() * out.height());
    Operands.pooling(problem, source, target);
    this.source = source;
    this.target = target;
  }

  @Override
  public int tiles() {
    return tiles;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int row = from; row < to; row++) {
      int oh = row % out.height();
      int od = row / out.height() % out.depth();
      int n = row / out.height() / out.depth();
      for (int ow = 0; ow < out.width(); ow++) {
        pixel(n, od, oh, ow, (long) row * out.width() + ow);
      }
    }
  }

  private void pixel(int n, int od, int oh, int ow, long pixel) {
    long d = Window.start(od, problem.stride().depth(), problem.padBefore().depth());
    long h = Window.start(oh, problem.stride().height(), problem.padBefore().height());
    long w = Window.start(ow, problem.stride().width(), problem.padBefore().width());
    int firstD = Window.firstTap(d, kernel.depth(), dilation.depth());
    int firstH = Window.firstTap(h, kernel.height(), dilation.height());
    int firstW = Window.firstTap(w, kernel.width(), dilation.width());
    int endD = Window.endTap(d, kernel.depth(), dilation.depth(), in.depth());
    int endH = Window.endTap(h, kernel.height(), dilation.height(), in.height());
    int endW = Window.endTap(w, kernel.width(), dilation.width(), in.width());
    boolean max = problem.kind() == Kind.MAX;
    double divisor =
        problem.kind() == Kind.AVERAGE_WITH_PADDING
            ? paddedTaps(d, h, w)
            : Math.max(1, (endD - firstD) * (endH - firstH) * (endW - firstW));
    for (int c = 0; c < problem.channels(); c++) {
      float best = Float.NEGATIVE_INFINITY;
      double sum = 0;
      for (int kd = firstD; kd < endD; kd++) {
        for (int kh = firstH; kh < endH; kh++) {
          for (int kw = firstW; kw < endW; kw++) {
            long id = d + (long) kd * dilation.depth();
            long ih = h + (long) kh * dilation.height();
            long iw = w + (long) kw * dilation.width();
            float x = element(n, id, ih, iw, c);
            if (x > best || Float.isNaN(x)) {
              best = x;
            }
            sum += x;
          }
        }
      }
      long at = target.offset() + 4 * (pixel * target.pixelStride() + c);
      target.segment().set(JAVA_FLOAT_UNALIGNED, at, max ? best : (float) (sum / divisor));
    }
  }

  /**
   * The taps inside the input and its padding; those that overhang it in ceil mode are left out.
   */
  private int paddedTaps(long d, long h, long w) {
    Extent after = problem.padAfter();
    return Window.endTap(d, kernel.depth(), dilation.depth(), in.depth() + (long) after.depth())
        * Window.endTap(h, kernel.height(), dilation.height(), in.height() + (long) after.height())
        * Window.endTap(w, kernel.width(), dilation.width(), in.width() + (long) after.width());
  }

  private float element(int n, long d, long h, long w, int c) {
    long pixel = ((n * (long) in.depth() + d) * in.height() + h) * in.width() + w;
    long at = source.offset() + 4 * (pixel * source.pixelStride() + c);
    return source.segment().get(JAVA_FLOAT_UNALIGNED, at);
  }
}
