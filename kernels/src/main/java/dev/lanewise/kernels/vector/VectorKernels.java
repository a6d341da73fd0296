package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import dev.lanewise.kernels.reference.ReferenceKernels;
import dev.lanewise.kernels.vector.conv.DirectConv;
import dev.lanewise.kernels.vector.conv.GroupedConv;
import dev.lanewise.kernels.vector.conv.Im2colConv;
import dev.lanewise.kernels.vector.conv.WinogradConv;
import dev.lanewise.kernels.vector.elementwise.AddStep;
import dev.lanewise.kernels.vector.elementwise.AffineStep;
import dev.lanewise.kernels.vector.pool.GlobalAverageStep;
import dev.lanewise.kernels.vector.pool.PoolStep;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations with the Vector API.
 *
 * <p>What only moves memory, or runs once on a handful of numbers, is left to the plain loops of
 * the reference.
 */
public final class VectorKernels implements KernelProvider {
  private static final KernelProvider PLAIN = ReferenceKernels.INSTANCE;

  private final List<ConvKernel> convolutions;
  private volatile float sink;

  /** Called once, by {@link dev.lanewise.kernels.Kernels}. */
  public VectorKernels() {
    List<ConvKernel> kernels = new ArrayList<>();
    kernels.add(WinogradConv.tiles4());
    kernels.add(WinogradConv.tiles2());
    kernels.add(new DirectConv());
    kernels.add(new GroupedConv());
    kernels.add(new Im2colConv());
    kernels.addAll(PLAIN.convolutions());
    convolutions = List.copyOf(kernels);
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public List<ConvKernel> convolutions() {
    return convolutions;
  }

  @Override
  public Step pool(PoolProblem problem, View in, View out) {
    Operands.pooling(problem, in, out);
    return new PoolStep(problem, in, out);
  }

  @Override
  public Step globalAveragePool(int batch, int pixels, int channels, View in, View out) {
    Operands.globalAveragePool(batch, pixels, channels, in, out);
    return new GlobalAverageStep(batch, pixels, channels, in, out);
  }

  @Override
  public Step add(long pixels, int channels, View a, View b, Clamp clamp, View out) {
    Operands.add(pixels, channels, a, b, out);
    return new AddStep(pixels, channels, a, b, clamp, out);
  }

  @Override
  public Step affine(
      long pixels,
      int channels,
      View in,
      MemorySegment scale,
      MemorySegment shift,
      Clamp clamp,
      View out) {
    Operands.affine(pixels, channels, in, scale, shift, out);
    return new AffineStep(pixels, channels, in, scale, shift, clamp, out);
  }

  @Override
  public Step copy(long pixels, int channels, View in, View out) {
    Operands.copy(pixels, channels, in, out);
    return new AffineStep(pixels, channels, in, null, null, Clamp.NONE, out);
  }

  @Override
  public Step softmax(long pixels, int channels, View in, View out) {
    return PLAIN.softmax(pixels, channels, in, out);
  }

  @Override
  public Step subsamplePadChannels(
      int batch, int channels, Extent size, Extent stride, int front, int back, View in, View out) {
    return PLAIN.subsamplePadChannels(batch, channels, size, stride, front, back, in, out);
  }

  @Override
  public Step toChannelsLast(
      int batch, int channels, int pixels, MemorySegment in, long inOffset, View out) {
    return PLAIN.toChannelsLast(batch, channels, pixels, in, inOffset, out);
  }

  @Override
  public Step fromChannelsLast(
      int batch, int channels, int pixels, View in, MemorySegment out, long outOffset) {
    return PLAIN.fromChannelsLast(batch, channels, pixels, in, out, outOffset);
  }

  @Override
  public double exerciseFma(int rounds) {
    sink = FmaChain.run(rounds);
    return FmaChain.flops(rounds);
  }
}
