package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/** The parameterless ResNet shortcut: every stride-th pixel, with zero channels around. */
final class ReferenceSubsamplePadChannels extends PixelBlocks {
  private final int channels;
  private final Extent size;
  private final Extent stride;
  private final Extent outSize;
  private final int front;
  private final int back;
  private final View in;
  private final View out;

  ReferenceSubsamplePadChannels(
      int batch, int channels, Extent size, Extent stride, int front, int back, View in, View out) {
    super((long) batch * outSize(size, stride).volume(), front + channels + back);
    this.channels = channels;
    this.size = size;
    this.stride = stride;
    this.outSize = outSize(size, stride);
    this.front = front;
    this.back = back;
    long inPixels = (long) batch * size.volume();
    long outPixels = (long) batch * outSize.volume();
    this.in = Operands.view("subsample input", in, inPixels, channels);
    this.out = Operands.view("subsample output", out, outPixels, front + channels + back);
  }

  private static Extent outSize(Extent size, Extent stride) {
    return new Extent(
        Math.ceilDiv(size.depth(), stride.depth()),
        Math.ceilDiv(size.height(), stride.height()),
        Math.ceilDiv(size.width(), stride.width()));
  }

  @Override
  void pixel(long pixel) {
    long w = pixel % outSize.width() * stride.width();
    long row = pixel / outSize.width();
    long h = row % outSize.height() * stride.height();
    long plane = row / outSize.height();
    long d = plane % outSize.depth() * stride.depth();
    long n = plane / outSize.depth();
    long from = at(in, ((n * size.depth() + d) * size.height() + h) * size.width() + w);
    long to = at(out, pixel);
    zero(to, front);
    MemorySegment.copy(in.segment(), from, out.segment(), to + 4L * front, 4L * channels);
    zero(to + 4L * (front + channels), back);
  }

  private void zero(long at, int count) {
    for (int c = 0; c < count; c++) {
      out.segment().set(JAVA_FLOAT_UNALIGNED, at + 4L * c, 0f);
    }
  }
}
