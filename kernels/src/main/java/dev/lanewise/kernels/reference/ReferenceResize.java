package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.ResizeProblem;
import dev.lanewise.kernels.ResizeProblem.Taps;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** Nearest or linear resize: the weighted sum of one or two elements per axis, in double. */
final class ReferenceResize extends PixelBlocks {
  private final int channels;
  private final Extent inSize;
  private final Extent outSize;
  private final Taps[] depths;
  private final Taps[] heights;
  private final Taps[] widths;
  private final View in;
  private final View out;

  ReferenceResize(ResizeProblem problem, View in, View out) {
    super((long) problem.batch() * problem.out().volume(), problem.channels());
    this.channels = problem.channels();
    this.inSize = problem.in();
    this.outSize = problem.out();
    this.depths = problem.depthTaps();
    this.heights = problem.heightTaps();
    this.widths = problem.widthTaps();
    Operands.resize(problem, in, out);
    this.in = in;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    Taps w = widths[(int) (pixel % outSize.width())];
    long line = pixel / outSize.width();
    Taps h = heights[(int) (line % outSize.height())];
    long plane = line / outSize.height();
    Taps d = depths[(int) (plane % outSize.depth())];
    long n = plane / outSize.depth();
    for (int c = 0; c < channels; c++) {
      double y = 0;
      for (int i = 0; i < count(d); i++) {
        for (int j = 0; j < count(h); j++) {
          for (int k = 0; k < count(w); k++) {
            long from = (n * inSize.depth() + element(d, i)) * inSize.height() + element(h, j);
            from = from * inSize.width() + element(w, k);
            double x = in.segment().get(JAVA_FLOAT_UNALIGNED, at(in, from) + 4L * c);
            y += weight(d, i) * weight(h, j) * weight(w, k) * x;
          }
        }
      }
      out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, pixel) + 4L * c, (float) y);
    }
  }

  private static int count(Taps taps) {
    return taps.weight() == 0 ? 1 : 2;
  }

  private static int element(Taps taps, int index) {
    return index == 0 ? taps.first() : taps.second();
  }

  private static double weight(Taps taps, int index) {
    return index == 0 ? 1 - taps.weight() : taps.weight();
  }
}
