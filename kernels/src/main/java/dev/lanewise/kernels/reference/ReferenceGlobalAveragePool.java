package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/** The mean over the pixels of each sample. A tile is some channels of one sample. */
final class ReferenceGlobalAveragePool implements Step {
  /** As many floats as a cache line has, so that neighbouring channels find it still there. */
  private static final int BLOCK = 16;

  private final int pixels;
  private final int channels;
  private final int blocks;
  private final int tiles;
  private final View in;
  private final View out;

  ReferenceGlobalAveragePool(int batch, int pixels, int channels, View in, View out) {
    this.pixels = pixels;
    this.channels = channels;
    this.blocks = Math.ceilDiv(channels, BLOCK);
    this.tiles = Math.multiplyExact(batch, blocks);
    Operands.globalAveragePool(batch, pixels, channels, in, out);
    this.in = in;
    this.out = out;
  }

  @Override
  public int tiles() {
    return tiles;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; tile++) {
      int n = tile / blocks;
      int first = tile % blocks * BLOCK;
      for (int c = first; c < Math.min(channels, first + BLOCK); c++) {
        long at = out.offset() + 4 * (n * out.pixelStride() + c);
        out.segment().set(JAVA_FLOAT_UNALIGNED, at, (float) (sum(n, c) / pixels));
      }
    }
  }

  private double sum(int n, int c) {
    double sum = 0;
    for (int p = 0; p < pixels; p++) {
      long at = in.offset() + 4 * (((long) n * pixels + p) * in.pixelStride() + c);
      sum += in.segment().get(JAVA_FLOAT_UNALIGNED, at);
    }
    return sum;
  }
}
