package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Broadcast;
import dev.lanewise.kernels.ChannelReduction;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvTransposeKernel;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.HornSchunck;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.PadProblem;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.ResizeProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.operand.Operands;
import dev.lanewise.kernels.reference.ReferenceHardwired;
import dev.lanewise.kernels.reference.ReferenceKernels;
import dev.lanewise.kernels.vector.conv.GroupedConv;
import dev.lanewise.kernels.vector.conv.Im2colConv;
import dev.lanewise.kernels.vector.conv.LeanWinogradConv;
import dev.lanewise.kernels.vector.conv.LineWinogradConv;
import dev.lanewise.kernels.vector.conv.PixelLanesConv;
import dev.lanewise.kernels.vector.conv.TemporalConv;
import dev.lanewise.kernels.vector.conv.WinogradConv;
import dev.lanewise.kernels.vector.elementwise.ActivationStep;
import dev.lanewise.kernels.vector.elementwise.AddStep;
import dev.lanewise.kernels.vector.elementwise.AffineStep;
import dev.lanewise.kernels.vector.elementwise.GateStep;
import dev.lanewise.kernels.vector.elementwise.LocalResponseNormStep;
import dev.lanewise.kernels.vector.elementwise.MultiplyStep;
import dev.lanewise.kernels.vector.elementwise.ReduceChannelsStep;
import dev.lanewise.kernels.vector.elementwise.TransposeStep;
import dev.lanewise.kernels.vector.pool.AdaptiveAverageStep;
import dev.lanewise.kernels.vector.pool.AveragePoolStep;
import dev.lanewise.kernels.vector.pool.GlobalAverageStep;
import dev.lanewise.kernels.vector.pool.MaxPoolStep;
import dev.lanewise.kernels.vector.resize.ResizeStep;
import dev.lanewise.kernels.vector.transposed.RowConvTranspose;
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

  private static final List<ConvKernel> BFLOAT16 = List.of(Im2colConv.bfloat16());

  private final List<ConvKernel> convolutions;
  private final ConvTransposeKernel convTranspose;
  private volatile float sink;

  /** Called once, by {@link dev.lanewise.kernels.Kernels}. */
  public VectorKernels() {
    List<ConvKernel> kernels = new ArrayList<>();
    kernels.add(WinogradConv.tiles4());
    kernels.add(WinogradConv.tiles2());
    kernels.add(WinogradConv.strided2());
    kernels.add(WinogradConv.strided4());
    kernels.add(LeanWinogradConv.tiles4());
    kernels.add(LeanWinogradConv.tiles5());
    kernels.add(new LineWinogradConv());
    kernels.add(new TemporalConv());
    kernels.add(new GroupedConv());
    kernels.add(Im2colConv.float32());
    kernels.add(new PixelLanesConv());
    convTranspose = new RowConvTranspose(kernels, PLAIN.convolutions().getFirst());
    kernels.addAll(PLAIN.convolutions());
    convolutions = List.copyOf(kernels);
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int vectorBits() {
    return Lanes.BITS;
  }

  @Override
  public boolean isChecked() {
    return Memory.isChecked();
  }

  @Override
  public List<ConvKernel> convolutions() {
    return convolutions;
  }

  @Override
  public List<ConvKernel> bfloat16Convolutions() {
    return BFLOAT16;
  }

  @Override
  public Step pool(PoolProblem problem, View in, View out) {
    Operands.pooling(problem, in, out);
    return problem.kind() == PoolProblem.Kind.MAX
        ? new MaxPoolStep(problem, in, out)
        : new AveragePoolStep(problem, in, out);
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
  public Step activate(long pixels, int channels, Activation activation, View in, View out) {
    Operands.activate(pixels, channels, in, out);
    return new ActivationStep(pixels, channels, activation, in, out);
  }

  @Override
  public Step multiply(
      int batch, int pixels, int channels, View a, Broadcast broadcast, View b, View out) {
    Operands.multiply(batch, pixels, channels, a, broadcast, b, out);
    return switch (broadcast) {
      case NONE -> new MultiplyStep((long) batch * pixels, channels, a, b, out);
      case PER_CHANNEL -> new GateStep(batch, pixels, channels, a, false, b, out);
      case PER_PIXEL -> new GateStep(batch, pixels, channels, a, true, b, out);
    };
  }

  @Override
  public Step reduceChannels(
      long pixels, int channels, ChannelReduction reduction, View in, View out) {
    Operands.reduceChannels(pixels, channels, in, out);
    return new ReduceChannelsStep(pixels, channels, reduction, in, out);
  }

  @Override
  public Step localResponseNorm(
      long pixels, int channels, LocalResponseNorm norm, View in, View out) {
    Operands.localResponseNorm(pixels, channels, in, out);
    return norm.beta() == LocalResponseNormStep.BETA
        ? new LocalResponseNormStep(pixels, channels, norm, in, out)
        : PLAIN.localResponseNorm(pixels, channels, norm, in, out);
  }

  @Override
  public Step adaptiveAveragePool(
      int batch, int channels, Extent size, Extent outSize, View in, View out) {
    Operands.adaptivePooling(batch, channels, size, outSize, in, out);
    return new AdaptiveAverageStep(batch, channels, size, outSize, in, out);
  }

  @Override
  public Step pad(PadProblem problem, float value, View in, View out) {
    return PLAIN.pad(problem, value, in, out);
  }

  @Override
  public Step resize(ResizeProblem problem, View in, View out) {
    Operands.resize(problem, in, out);
    return new ResizeStep(problem, in, out);
  }

  @Override
  public ConvTransposeKernel convTranspose() {
    return convTranspose;
  }

  @Override
  public Step reshape(int batch, int channels, int pixels, View in, int outChannels, View out) {
    return PLAIN.reshape(batch, channels, pixels, in, outChannels, out);
  }

  @Override
  public Step hardwired(
      int batch, int frames, int height, int width, HornSchunck flow, View in, View out) {
    // The flow's rounding errors add up over the iterations: doubles, in plain loops.
    return new ReferenceHardwired(batch, frames, height, width, flow, in, out);
  }

  @Override
  public Step copy(long pixels, int channels, View in, View out) {
    Operands.copy(pixels, channels, in, out);
    return new AffineStep(pixels, channels, in, null, null, Clamp.NONE, out);
  }

  @Override
  public Step spread(long pixels, int channels, View in, View out) {
    return PLAIN.spread(pixels, channels, in, out);
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
    return new TransposeStep(batch, channels, pixels, in, inOffset, out, true);
  }

  @Override
  public Step fromChannelsLast(
      int batch, int channels, int pixels, View in, MemorySegment out, long outOffset) {
    return new TransposeStep(batch, channels, pixels, out, outOffset, in, false);
  }

  @Override
  public double exerciseFma(int rounds) {
    sink = FmaChain.run(rounds);
    return FmaChain.flops(rounds);
  }
}
