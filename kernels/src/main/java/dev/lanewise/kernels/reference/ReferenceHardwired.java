package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.lanewise.kernels.HornSchunck;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import java.lang.foreign.MemorySegment;

/**
 * The hardwired layer of Ji, Xu, Yang, Yu (2013): grey values, gradients and optical flow of a few
 * frames. A tile is one frame, with the flow from it to the next one. All numbers are doubles until
 * they are stored.
 */
public final class ReferenceHardwired implements Step {
  private final int batch;
  private final int frames;
  private final int height;
  private final int width;
  private final HornSchunck flow;
  private final FlowPlanes planes;
  private final View in;
  private final View out;

  /** Binds the operands; see {@link dev.lanewise.kernels.KernelProvider#hardwired}. */
  public ReferenceHardwired(
      int batch, int frames, int height, int width, HornSchunck flow, View in, View out) {
    Operands.hardwired(batch, frames, height, width, in, out);
    this.batch = batch;
    this.frames = frames;
    this.height = height;
    this.width = width;
    this.flow = flow;
    this.planes = new FlowPlanes(height, width);
    this.in = in;
    this.out = out;
  }

  @Override
  public int tiles() {
    return Math.multiplyExact(batch, frames);
  }

  @Override
  public long scratchBytes() {
    return planes.bytes();
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int tile = from; tile < to; tile++) {
      int sample = tile / frames;
      int frame = tile % frames;
      greyAndGradients(sample, frame);
      if (frame + 1 < frames) {
        flow(sample, frame, scratch);
      }
    }
  }

  private void greyAndGradients(int sample, int frame) {
    for (int y = 0; y < height; y++) {
      int above = Math.max(y - 1, 0);
      int below = Math.min(y + 1, height - 1);
      for (int x = 0; x < width; x++) {
        double left = grey(sample, frame, y, Math.max(x - 1, 0));
        double right = grey(sample, frame, y, Math.min(x + 1, width - 1));
        double down = grey(sample, frame, below, x) - grey(sample, frame, above, x);
        put(sample, frame, y, x, grey(sample, frame, y, x));
        put(sample, frames + frame, y, x, (right - left) / 2);
        put(sample, 2 * frames + frame, y, x, down / 2);
      }
    }
  }

  private void flow(int sample, int frame, MemorySegment scratch) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        planes.frames(scratch, y, x, grey(sample, frame, y, x), grey(sample, frame + 1, y, x));
      }
    }
    int found = planes.estimate(scratch, flow);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        put(sample, 3 * frames + frame, y, x, planes.u(scratch, found, y, x));
        put(sample, 4 * frames - 1 + frame, y, x, planes.v(scratch, found, y, x));
      }
    }
  }

  private double grey(int sample, int frame, int y, int x) {
    return in.segment().get(JAVA_FLOAT_UNALIGNED, at(in, sample, y, x) + 4L * frame);
  }

  private void put(int sample, int map, int y, int x, double value) {
    out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, sample, y, x) + 4L * map, (float) value);
  }

  private long at(View view, int sample, int y, int x) {
    return PixelBlocks.at(view, ((long) sample * height + y) * width + x);
  }
}
