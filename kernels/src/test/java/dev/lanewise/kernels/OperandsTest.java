package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.kernels.reference.ReferenceKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Binding says what is wrong with an operand, whichever provider binds it. */
@Tag("once")
class OperandsTest {
  private static final ConvProblem PROBLEM = ConvProblem.parse("n1 g1 c3x4x4 k5 3x3 p1");

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  static List<KernelProvider> providers() {
    return Providers.ALL;
  }

  /** A kernel with a problem that it takes, of 16 input pixels and 16 output pixels. */
  record Case(ConvKernel kernel, ConvProblem problem) {
    @Override
    public String toString() {
      return kernel.name() + " " + problem;
    }
  }

  static Stream<Case> convolutions() {
    return Stream.of(
            "n1 g1 c3x4x4 k5 3x3 p1", "n1 g1 c16x4x4 k5 3x3 p1", "n1 g4 c16x4x4 k16 3x3 p1")
        .map(ConvProblem::parse)
        .flatMap(p -> Providers.convolutions(p).map(kernel -> new Case(kernel, p)));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolution(Case c) {
    int in = c.problem().inChannels();
    int out = c.problem().outChannels();
    ConvKernel.Prepared prepared = prepare(c.kernel(), c.problem(), c.problem().weightCount());
    prepared.bind(view(64L * in, 0, in), view(64L * out, 0, out), view(64L * out, 0, out));
    refused(
        "convolution input: wanted %d floats at byte 0, but the segment ends after %d bytes"
            .formatted(16 * in, 64 * in - 4),
        () -> prepared.bind(view(64L * in - 4, 0, in), null, view(64L * out, 0, out)));
    refused(
        "convolution output: wanted %d floats at byte 4, but the segment ends after %d bytes"
            .formatted(16 * out, 64 * out),
        () -> prepared.bind(view(64L * in, 0, in), null, view(64L * out, 4, out)));
    refused(
        "convolution residual: the pixel stride of %d floats is less than the %d channels"
            .formatted(out - 1, out),
        () ->
            prepared.bind(
                view(64L * in, 0, in), view(64L * out, 0, out - 1), view(64L * out, 0, out)));
    refused(
        "convolution input: wanted %d floats at byte 0, but the segment ends after %d bytes"
            .formatted(16 * in + 15, 64 * in),
        () -> prepared.bind(view(64L * in, 0, in + 1), null, view(64L * out, 0, out)));
  }

  @Test
  void weights() {
    ConvKernel reference = ReferenceKernels.INSTANCE.convolutions().getLast();
    refused(
        "convolution weights: wanted 135 floats at byte 0, but the segment ends after 536 bytes",
        () -> prepare(reference, PROBLEM, 134));
    refused(
        "convolution bias: wanted 5 floats at byte 0, but the segment ends after 16 bytes",
        () ->
            reference.prepare(
                PROBLEM, arena.allocate(540, 4), arena.allocate(16, 4), Clamp.NONE, arena));
  }

  @ParameterizedTest
  @MethodSource("providers")
  void pooling(KernelProvider provider) {
    PoolProblem problem = PoolProblem.parse("n2 c3x4x4 max 2x2 s2");
    refused(
        "pooling input: wanted 96 floats at byte 0, but the segment ends after 380 bytes",
        () -> provider.pool(problem, view(380, 0, 3), view(96, 0, 3)));
    refused(
        "pooling output: wanted 24 floats at byte 0, but the segment ends after 92 bytes",
        () -> provider.pool(problem, view(384, 0, 3), view(92, 0, 3)));
    refused(
        "global average pool input: wanted 96 floats at byte 0, but the segment ends after 380"
            + " bytes",
        () -> provider.globalAveragePool(2, 16, 3, view(380, 0, 3), view(24, 0, 3)));
    refused(
        "global average pool output: the pixel stride of 2 floats is less than the 3 channels",
        () -> provider.globalAveragePool(2, 16, 3, view(384, 0, 3), view(24, 0, 2)));
  }

  @ParameterizedTest
  @MethodSource("providers")
  void elementwise(KernelProvider provider) {
    View right = view(24, 0, 3);
    View shorter = view(20, 0, 3);
    MemorySegment scale = right.segment();
    MemorySegment two = arena.allocate(8, 4);
    String wanted = ": wanted 6 floats at byte 0, but the segment ends after 20 bytes";
    refused("first addend" + wanted, () -> provider.add(2, 3, shorter, right, Clamp.NONE, right));
    refused("second addend" + wanted, () -> provider.add(2, 3, right, shorter, Clamp.NONE, right));
    refused("sum" + wanted, () -> provider.add(2, 3, right, right, Clamp.NONE, shorter));
    refused(
        "affine input" + wanted,
        () -> provider.affine(2, 3, shorter, scale, scale, Clamp.NONE, right));
    refused(
        "affine scale: wanted 3 floats at byte 0, but the segment ends after 8 bytes",
        () -> provider.affine(2, 3, right, two, null, Clamp.NONE, right));
    refused(
        "affine shift: wanted 3 floats at byte 0, but the segment ends after 8 bytes",
        () -> provider.affine(2, 3, right, null, two, Clamp.NONE, right));
    refused(
        "affine output" + wanted,
        () -> provider.affine(2, 3, right, null, null, Clamp.NONE, shorter));
    refused("copy input" + wanted, () -> provider.copy(2, 3, shorter, right));
    refused("copy output" + wanted, () -> provider.copy(2, 3, right, shorter));
    refused("softmax input" + wanted, () -> provider.softmax(2, 3, shorter, right));
    refused("softmax output" + wanted, () -> provider.softmax(2, 3, right, shorter));
  }

  @ParameterizedTest
  @MethodSource("providers")
  void layouts(KernelProvider provider) {
    View right = view(24, 0, 3);
    View shorter = view(20, 0, 3);
    String wanted = ": wanted 6 floats at byte 0, but the segment ends after 20 bytes";
    refused(
        "channels-first tensor" + wanted,
        () -> provider.toChannelsLast(1, 3, 2, shorter.segment(), 0, right));
    refused(
        "channels-last tensor" + wanted,
        () -> provider.fromChannelsLast(1, 3, 2, shorter, right.segment(), 0));
    refused(
        "subsample input" + wanted,
        () ->
            provider.subsamplePadChannels(1, 3, Extent.of(1, 2), Extent.ONE, 0, 0, shorter, right));
    refused(
        "subsample output" + wanted,
        () ->
            provider.subsamplePadChannels(1, 2, Extent.of(1, 2), Extent.ONE, 1, 0, right, shorter));
  }

  @ParameterizedTest
  @MethodSource("providers")
  void impossibleViews(KernelProvider provider) {
    refused(
        "copy input: the offset must be a multiple of 4 and not negative, but is 2",
        () -> provider.copy(1, 1, view(16, 2, 1), view(16, 0, 1)));
    refused(
        "copy input: the offset must be a multiple of 4 and not negative, but is -4",
        () -> provider.copy(1, 1, view(16, -4, 1), view(16, 0, 1)));
    refused(
        "copy output: wanted 1 floats at byte 9223372036854775804, but the segment ends after 16"
            + " bytes",
        () -> provider.copy(1, 1, view(16, 0, 1), view(16, Long.MAX_VALUE - 3, 1)));
    refused(
        "copy output: a pixel stride of 9223372036854775807 floats reaches beyond any memory",
        () -> provider.copy(3, 1, view(16, 0, 1), view(16, 0, Long.MAX_VALUE)));
    MemorySegment heap = MemorySegment.ofArray(new float[6]);
    refused(
        "channels-first tensor: wanted native memory (Arena.allocate), but this is a heap segment",
        () -> provider.toChannelsLast(1, 2, 3, heap, 0, view(24, 0, 2)));
    refused(
        "a view needs a native segment (Arena.allocate), not a heap one: copy the array first",
        () -> new View(heap, 0, 2));
  }

  private ConvKernel.Prepared prepare(ConvKernel kernel, ConvProblem problem, long weights) {
    return kernel.prepare(problem, arena.allocate(4 * weights, 4), null, Clamp.NONE, arena);
  }

  private View view(long bytes, long offset, long stride) {
    return new View(arena.allocate(bytes, 64), offset, stride);
  }

  private static void refused(String message, Runnable bind) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, bind::run).getMessage());
  }
}
