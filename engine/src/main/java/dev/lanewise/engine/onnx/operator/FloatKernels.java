package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.ConvTransposeKernel;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;

/**
 * Float32 convolutions and products by the kernels, on channels-last copies in memory of their own.
 *
 * <p>Only kernels that sum products directly are taken. Small problems go to the plain loops, which
 * are faster than vector code that the JVM has not compiled yet.
 */
final class FloatKernels {
  /** Multiplications from which on a problem is worth the compilation of vector kernels. */
  private static final long LARGE = 1 << 22;

  private FloatKernels() {}

  /** Packs weights and a bias, which may be null. */
  @FunctionalInterface
  private interface Packer {
    ConvKernel.Prepared prepare(MemorySegment weights, MemorySegment bias, Arena arena);
  }

  static Tensor conv(Call call, ConvGeometry geometry, Tensor x, Tensor w, Tensor bias) {
    ConvProblem p = geometry.problem();
    Tensor result = call.allocate(DType.F32, geometry.result());
    KernelProvider kernels = provider(p.macs());
    ConvKernel kernel = convKernel(kernels, p);
    Packer packer = (weights, b, arena) -> kernel.prepare(p, weights, b, Clamp.NONE, arena);
    run(kernels, packer, p.batch(), x, p.inChannels(), w, bias, p.outChannels(), result);
    return result;
  }

  static Tensor convTranspose(
      Call call, TransposedGeometry geometry, Tensor x, Tensor w, Tensor bias) {
    ConvTransposeProblem p = geometry.problem();
    Tensor result = call.allocate(DType.F32, geometry.result());
    KernelProvider kernels = provider(p.macs());
    ConvTransposeKernel kernel = kernels.convTranspose();
    Packer packer = (weights, b, arena) -> kernel.prepare(p, weights, b, Clamp.NONE, arena);
    run(kernels, packer, p.batch(), x, p.inChannels(), w, bias, p.outChannels(), result);
    return result;
  }

  /** Packs, transposes to channels-last, computes, and transposes back. */
  private static void run(
      KernelProvider kernels,
      Packer packer,
      int batch,
      Tensor x,
      int channels,
      Tensor w,
      Tensor bias,
      int outChannels,
      Tensor result) {
    try (Arena arena = Arena.ofConfined()) {
      ConvKernel.Prepared prepared = packer.prepare(floats(w, arena), floats(bias, arena), arena);
      View in = view(arena, x.elementCount(), channels);
      View out = view(arena, result.elementCount(), outChannels);
      int pixels = Math.toIntExact(x.elementCount() / batch / channels);
      int outPixels = Math.toIntExact(result.elementCount() / batch / outChannels);
      run(kernels.toChannelsLast(batch, channels, pixels, floats(x, arena), 0, in), arena);
      run(prepared.bind(in, null, out), arena);
      run(kernels.fromChannelsLast(batch, outChannels, outPixels, out, result.data(), 0), arena);
    }
  }

  /** Whether a product of {@code [m, k]} and {@code [k, n]} is worth the kernels' packing. */
  static boolean isLargeProduct(long m, long k, long n) {
    return m > 0 && k > 0 && n > 0 && (double) m * k * n >= LARGE;
  }

  /**
   * Writes the product of {@code a [m, k]} and the transpose of {@code b [n, k]} to {@code out [m,
   * n]}: a pointwise convolution over m pixels of k channels. All are native and dense.
   */
  static void product(
      MemorySegment a, MemorySegment b, MemorySegment out, int m, int k, int n, Arena arena) {
    Extent pixels = new Extent(1, 1, m);
    ConvProblem problem =
        new ConvProblem(
            1, 1, k, n, pixels, Extent.ONE, Extent.ONE, Extent.ZERO, Extent.ZERO, Extent.ONE);
    KernelProvider kernels = provider(problem.macs());
    ConvKernel.Prepared prepared =
        convKernel(kernels, problem).prepare(problem, b, null, Clamp.NONE, arena);
    run(prepared.bind(new View(a, 0, k), null, new View(out, 0, n)), arena);
  }

  private static KernelProvider provider(long macs) {
    return macs < LARGE ? Kernels.plain() : Kernels.best();
  }

  private static ConvKernel convKernel(KernelProvider kernels, ConvProblem problem) {
    return kernels.convolutions().stream()
        .filter(kernel -> kernel.isDirect() && kernel.accepts(problem).accepted())
        .min(Comparator.comparingDouble(kernel -> cost(kernel, problem)))
        .orElseThrow();
  }

  private static double cost(ConvKernel kernel, ConvProblem problem) {
    return ((Verdict.Accepted) kernel.accepts(problem)).cost();
  }

  private static View view(Arena arena, long elements, int channels) {
    return new View(arena.allocate(elements * Float.BYTES, 64), 0, channels);
  }

  /** A native, aligned copy of the numbers; null stays null. */
  static MemorySegment floats(Tensor tensor, Arena arena) {
    if (tensor == null) {
      return null;
    }
    MemorySegment copy = arena.allocate(tensor.elementCount() * Float.BYTES, 64);
    tensor.copyToFloats(copy, 0);
    return copy;
  }

  private static void run(Step step, Arena arena) {
    step.run(0, step.tiles(), arena.allocate(step.scratchBytes(), 64));
  }
}
