package dev.lanewise.kernels.reference;

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
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Every operation in plain loops with double accumulation, on any JVM.
 *
 * <p>Each step checks its operands when it is bound and throws {@link IllegalArgumentException} if
 * one does not hold what the shapes need.
 */
public final class ReferenceKernels implements KernelProvider {
  /** The only instance; stateless. */
  public static final ReferenceKernels INSTANCE = new ReferenceKernels();

  private static final List<ConvKernel> CONVOLUTIONS = List.of(new ReferenceConv());

  private static final ConvTransposeKernel CONV_TRANSPOSE = new ReferenceConvTranspose();

  private volatile float sink;

  private ReferenceKernels() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int vectorBits() {
    return Float.SIZE;
  }

  @Override
  public boolean isChecked() {
    return true;
  }

  @Override
  public List<ConvKernel> convolutions() {
    return CONVOLUTIONS;
  }

  @Override
  public Step pool(PoolProblem problem, View in, View out) {
    return new ReferencePool(problem, in, out);
  }

  @Override
  public Step globalAveragePool(int batch, int pixels, int channels, View in, View out) {
    return new ReferenceGlobalAveragePool(batch, pixels, channels, in, out);
  }

  @Override
  public Step add(long pixels, int channels, View a, View b, Clamp clamp, View out) {
    return new ReferenceAdd(pixels, channels, a, b, clamp, out);
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
    return new ReferenceAffine(pixels, channels, in, scale, shift, clamp, out);
  }

  @Override
  public Step activate(long pixels, int channels, Activation activation, View in, View out) {
    return new ReferenceActivation(pixels, channels, activation, in, out);
  }

  @Override
  public Step multiply(
      int batch, int pixels, int channels, View a, Broadcast broadcast, View b, View out) {
    return new ReferenceMultiply(batch, pixels, channels, a, broadcast, b, out);
  }

  @Override
  public Step reduceChannels(
      long pixels, int channels, ChannelReduction reduction, View in, View out) {
    return new ReferenceReduceChannels(pixels, channels, reduction, in, out);
  }

  @Override
  public Step localResponseNorm(
      long pixels, int channels, LocalResponseNorm norm, View in, View out) {
    return new ReferenceLocalResponseNorm(pixels, channels, norm, in, out);
  }

  @Override
  public Step adaptiveAveragePool(
      int batch, int channels, Extent size, Extent outSize, View in, View out) {
    return new ReferenceAdaptiveAveragePool(batch, channels, size, outSize, in, out);
  }

  @Override
  public Step pad(PadProblem problem, float value, View in, View out) {
    return new ReferencePad(problem, value, in, out);
  }

  @Override
  public Step resize(ResizeProblem problem, View in, View out) {
    return new ReferenceResize(problem, in, out);
  }

  @Override
  public ConvTransposeKernel convTranspose() {
    return CONV_TRANSPOSE;
  }

  @Override
  public Step reshape(int batch, int channels, int pixels, View in, int outChannels, View out) {
    return new ReferenceReshape(batch, channels, pixels, in, outChannels, out);
  }

  @Override
  public Step hardwired(
      int batch, int frames, int height, int width, HornSchunck flow, View in, View out) {
    return new ReferenceHardwired(batch, frames, height, width, flow, in, out);
  }

  @Override
  public Step copy(long pixels, int channels, View in, View out) {
    return new ReferenceCopy(pixels, channels, in, out);
  }

  @Override
  public Step spread(long pixels, int channels, View in, View out) {
    return new ReferenceSpread(pixels, channels, in, out);
  }

  @Override
  public Step softmax(long pixels, int channels, View in, View out) {
    return new ReferenceSoftmax(pixels, channels, in, out);
  }

  @Override
  public Step subsamplePadChannels(
      int batch, int channels, Extent size, Extent stride, int front, int back, View in, View out) {
    return new ReferenceSubsamplePadChannels(batch, channels, size, stride, front, back, in, out);
  }

  @Override
  public Step toChannelsLast(
      int batch, int channels, int pixels, MemorySegment in, long inOffset, View out) {
    return new ReferenceTranspose(batch, channels, pixels, in, inOffset, out, true);
  }

  @Override
  public Step fromChannelsLast(
      int batch, int channels, int pixels, View in, MemorySegment out, long outOffset) {
    return new ReferenceTranspose(batch, channels, pixels, out, outOffset, in, false);
  }

  @Override
  public double exerciseFma(int rounds) {
    sink = ScalarFmaChain.run(rounds);
    return ScalarFmaChain.flops(rounds);
  }
}
