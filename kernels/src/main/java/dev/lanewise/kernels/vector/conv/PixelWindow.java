package dev.lanewise.kernels.vector.conv;

import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/** The window of a pointwise convolution: the pixels of the input are its rows, where they lie. */
final class PixelWindow implements Im2colWindow {
  private final View in;
  private final long channelBytes;

  /**
   * @param firstChannel where a row begins in a pixel
   */
  PixelWindow(View in, int firstChannel) {
    this.in = in;
    this.channelBytes = (long) firstChannel * Float.BYTES;
  }

  @Override
  public void fill(
      int row, int end, int k, int kc, MemorySegment scratch, long scratchOffset, long toOffset) {}

  @Override
  public long windowBytes(int rows, int kc) {
    return 0;
  }

  @Override
  public MemorySegment segment(int row, int end, MemorySegment scratch) {
    return in.segment();
  }

  @Override
  public long offset(int row, int end, int k, long scratchOffset, long toOffset) {
    return in.offset() + row * rowBytes(0) + channelBytes + (long) k * Float.BYTES;
  }

  @Override
  public long rowBytes(int kc) {
    return in.pixelStride() * Float.BYTES;
  }
}
