package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.Epilogue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** One grouped convolution bound to its operands; a tile is one row of output pixels. */
final class GroupedStep implements Step {
  private final ConvProblem problem;
  private final GroupedConv.Packed packed;
  private final Clamp clamp;
  private final View in;
  private final View residual;
  private final View out;
  private final Extent size;
  private final Extent outSize;
  private final int groupIn;
  private final int groupOut;
  private final int perBlock;
  private final int blocks;
  private final int firstWhole;
  private final int endWhole;
  private final List<VectorShuffle<Float>> spread;

  GroupedStep(
      ConvProblem problem,
      GroupedConv.Packed packed,
      Clamp clamp,
      View in,
      View residual,
      View out) {
    this.problem = problem;
    this.packed = packed;
    this.clamp = clamp;
    this.in = Memory.of(in);
    this.residual = Memory.of(residual);
    this.out = Memory.of(out);
    this.size = problem.in();
    this.outSize = problem.out();
    this.groupIn = problem.groupInChannels();
    this.groupOut = problem.groupOutChannels();
    this.perBlock = GroupedConv.groupsPerBlock(problem);
    this.blocks = GroupedConv.blocks(problem);
    int stride = problem.stride().width();
    int span = (problem.kernel().width() - 1) * problem.dilation().width();
    int pad = problem.padBefore().width();
    this.firstWhole = Math.min(outSize.width(), Math.ceilDiv(pad, stride));
    int lastStart = size.width() - 1 - span + pad;
    this.endWhole =
        lastStart < 0
            ? firstWhole
            : Math.clamp(lastStart / stride + 1, firstWhole, outSize.width());
    List<VectorShuffle<Float>> shuffles = new ArrayList<>();
    for (int i = 0; i < groupIn; i++) {
      int channel = i;
      shuffles.add(
          VectorShuffle.fromOp(
              SPECIES, lane -> Math.min(COUNT - 1, lane / groupOut * groupIn + channel)));
    }
    this.spread = List.copyOf(shuffles);
  }

  @Override
  public int tiles() {
    return problem.batch() * outSize.depth() * outSize.height();
  }

  @Override
  public long scratchBytes() {
    return (long) GroupedMicrokernel.PIXELS * BYTES;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int line = from; line < to; line++) {
      for (int block = 0; block < blocks; block++) {
        int ow = 0;
        while (ow < outSize.width()) {
          boolean many = ow >= firstWhole && ow + GroupedMicrokernel.PIXELS <= endWhole;
          int pixels = many ? GroupedMicrokernel.PIXELS : 1;
          sum(line, block, ow, pixels, scratch);
          store(line, block, ow, pixels, scratch);
          ow += pixels;
        }
      }
    }
  }

  private void sum(int line, int block, int ow, int pixels, MemorySegment sums) {
    long sumOffset = Memory.base(sums);
    for (int p = 0; p < pixels; p++) {
      Memory.store(FloatVector.zero(SPECIES), sums, sumOffset + (long) p * BYTES);
    }
    int oh = line % outSize.height();
    int plane = line / outSize.height();
    int od = plane % outSize.depth();
    long sample = plane / outSize.depth();
    Extent kernel = problem.kernel();
    Extent dilation = problem.dilation();
    int iw0 = ow * problem.stride().width() - problem.padBefore().width();
    int kw0 = iw0 >= 0 ? 0 : Math.ceilDiv(-iw0, dilation.width());
    int kw1 = Math.min(kernel.width(), Math.ceilDiv(size.width() - iw0, dilation.width()));
    if (kw1 <= kw0) {
      return;
    }
    int active = Math.min(perBlock, problem.groups() - block * perBlock);
    int channels = active * groupIn;
    long firstChannel = (long) block * perBlock * groupIn;
    long pixelBytes = in.pixelStride() * Float.BYTES;
    for (int i = 0; i < groupIn; i++) {
      for (int kd = 0; kd < kernel.depth(); kd++) {
        int id =
            od * problem.stride().depth() - problem.padBefore().depth() + kd * dilation.depth();
        for (int kh = 0; kh < kernel.height(); kh++) {
          int ih =
              oh * problem.stride().height()
                  - problem.padBefore().height()
                  + kh * dilation.height();
          if (id < 0 || id >= size.depth() || ih < 0 || ih >= size.height()) {
            continue;
          }
          long row = ((sample * size.depth() + id) * size.height() + ih) * size.width();
          long from =
              in.offset()
                  + (row + iw0 + (long) kw0 * dilation.width()) * pixelBytes
                  + firstChannel * Float.BYTES;
          long tap = ((long) kd * kernel.height() + kh) * kernel.width() + kw0;
          long weight =
              Memory.base(packed.weights())
                  + (((long) block * groupIn + i) * kernel.volume() + tap) * BYTES;
          if (pixels == 1) {
            GroupedMicrokernel.one(
                kw1 - kw0,
                in.segment(),
                from,
                dilation.width() * pixelBytes,
                channels,
                spread.get(i),
                packed.weights(),
                weight,
                sums,
                sumOffset);
          } else {
            GroupedMicrokernel.many(
                kw1 - kw0,
                in.segment(),
                from,
                dilation.width() * pixelBytes,
                problem.stride().width() * pixelBytes,
                channels,
                spread.get(i),
                packed.weights(),
                weight,
                sums,
                sumOffset);
          }
        }
      }
    }
  }

  private void store(int line, int block, int ow, int pixels, MemorySegment sums) {
    int active = Math.min(perBlock, problem.groups() - block * perBlock);
    long pixel = (long) line * outSize.width() + ow;
    long channel = (long) block * perBlock * groupOut;
    Epilogue.column(
        pixels,
        active * groupOut,
        sums,
        Memory.base(sums),
        BYTES,
        packed.bias(),
        Memory.base(packed.bias()) + channel * Float.BYTES,
        residual,
        residual == null
            ? 0
            : residual.offset() + (pixel * residual.pixelStride() + channel) * Float.BYTES,
        clamp,
        out,
        out.offset() + (pixel * out.pixelStride() + channel) * Float.BYTES);
  }
}
