package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;

/** The mean over windows {@code floor(i * n / m) .. ceil((i + 1) * n / m) - 1} along each axis. */
final class ReferenceAdaptiveAveragePool extends PixelBlocks {
  private final int channels;
  private final Extent size;
  private final Extent outSize;
  private final View in;
  private final View out;

  ReferenceAdaptiveAveragePool(
      int batch, int channels, Extent size, Extent outSize, View in, View out) {
    super((long) batch * outSize.volume(), channels);
    this.channels = channels;
    this.size = size;
    this.outSize = outSize;
    Operands.adaptivePooling(batch, channels, size, outSize, in, out);
    this.in = in;
    this.out = out;
  }

  @Override
  void pixel(long pixel) {
    int ow = (int) (pixel % outSize.width());
    long line = pixel / outSize.width();
    int oh = (int) (line % outSize.height());
    long plane = line / outSize.height();
    int od = (int) (plane % outSize.depth());
    long n = plane / outSize.depth();
    int endD = end(od, size.depth(), outSize.depth());
    int endH = end(oh, size.height(), outSize.height());
    int endW = end(ow, size.width(), outSize.width());
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      long count = 0;
      for (int d = start(od, size.depth(), outSize.depth()); d < endD; d++) {
        for (int h = start(oh, size.height(), outSize.height()); h < endH; h++) {
          for (int w = start(ow, size.width(), outSize.width()); w < endW; w++) {
            long from = ((n * size.depth() + d) * size.height() + h) * size.width() + w;
            sum += in.segment().get(JAVA_FLOAT_UNALIGNED, at(in, from) + 4L * c);
            count++;
          }
        }
      }
      out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, pixel) + 4L * c, (float) (sum / count));
    }
  }

  private static int start(int i, int in, int out) {
    return (int) ((long) i * in / out);
  }

  private static int end(int i, int in, int out) {
    return (int) Math.ceilDiv((i + 1L) * in, (long) out);
  }
}
