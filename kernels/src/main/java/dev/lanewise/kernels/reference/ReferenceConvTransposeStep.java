package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/** A bound {@link ReferenceConvTranspose}. */
final class ReferenceConvTransposeStep extends PixelBlocks {
  private final ConvTransposeProblem problem;
  private final Extent in;
  private final Extent outSize;
  private final Extent kernel;
  private final Extent stride;
  private final Extent before;
  private final Extent dilation;
  private final MemorySegment packed;
  private final PostOp post;
  private final View source;
  private final View residual;
  private final View target;

  ReferenceConvTransposeStep(
      ConvTransposeProblem problem,
      MemorySegment packed,
      PostOp post,
      View source,
      View residual,
      View target) {
    super(problem.outPixels(), problem.outChannels());
    this.problem = problem;
    this.in = problem.in();
    this.outSize = problem.out();
    this.kernel = problem.kernel();
    this.stride = problem.stride();
    this.before = problem.padBefore();
    this.dilation = problem.dilation();
    this.packed = packed;
    this.post = post;
    this.source = source;
    this.residual = residual;
    this.target = target;
  }

  @Override
  void pixel(long pixel) {
    for (int k = 0; k < problem.outChannels(); k++) {
      double y = packed.get(JAVA_FLOAT_UNALIGNED, 4 * (problem.weightCount() + k));
      if (residual != null) {
        y += residual.segment().get(JAVA_FLOAT_UNALIGNED, at(residual, pixel) + 4L * k);
      }
      y += sum(pixel, k);
      target
          .segment()
          .set(
              JAVA_FLOAT_UNALIGNED,
              at(target, pixel) + 4L * k,
              ReferenceActivation.finish(post, (float) y));
    }
  }

  private double sum(long pixel, int k) {
    long ow = pixel % outSize.width();
    long line = pixel / outSize.width();
    long oh = line % outSize.height();
    long plane = line / outSize.height();
    long od = plane % outSize.depth();
    long n = plane / outSize.depth();
    double sum = 0;
    int tap = 0;
    for (int kd = 0; kd < kernel.depth(); kd++) {
      long d = od + before.depth() - (long) kd * dilation.depth();
      for (int kh = 0; kh < kernel.height(); kh++) {
        long h = oh + before.height() - (long) kh * dilation.height();
        for (int kw = 0; kw < kernel.width(); kw++, tap++) {
          long w = ow + before.width() - (long) kw * dilation.width();
          if (hits(d, stride.depth(), in.depth())
              && hits(h, stride.height(), in.height())
              && hits(w, stride.width(), in.width())) {
            long from = (n * in.depth() + d / stride.depth()) * in.height() + h / stride.height();
            sum += product(from * in.width() + w / stride.width(), k, tap);
          }
        }
      }
    }
    return sum;
  }

  /** Whether an output position is that of an input position. */
  private static boolean hits(long position, int stride, int in) {
    return position >= 0 && position % stride == 0 && position / stride < in;
  }

  /** The channels of one input pixel times the weights of one tap. */
  private double product(long pixel, int k, int tap) {
    int channels = problem.groupInChannels();
    long x = at(source, pixel) + 4L * (k / problem.groupOutChannels()) * channels;
    long w = 4 * ((long) k * kernel.volume() + tap) * channels;
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      sum +=
          (double) source.segment().get(JAVA_FLOAT_UNALIGNED, x + 4L * c)
              * packed.get(JAVA_FLOAT_UNALIGNED, w + 4L * c);
    }
    return sum;
  }
}
