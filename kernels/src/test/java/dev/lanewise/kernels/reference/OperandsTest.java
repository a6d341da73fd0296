package dev.lanewise.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Binding says what is wrong with an operand. */
@Tag("once")
class OperandsTest {
  private static final ReferenceKernels KERNELS = ReferenceKernels.INSTANCE;
  private static final ConvProblem PROBLEM = ConvProblem.parse("n1 g1 c3x4x4 k5 3x3 p1");

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void shortInput() {
    refused(
        "convolution input: wanted 48 floats at byte 0, but the segment ends after 188 bytes",
        () -> prepare(4 * 135).bind(view(188, 0, 3), null, view(320, 0, 5)));
  }

  @Test
  void shortOutput() {
    refused(
        "convolution output: wanted 80 floats at byte 4, but the segment ends after 320 bytes",
        () -> prepare(4 * 135).bind(view(192, 0, 3), null, view(320, 4, 5)));
  }

  @Test
  void narrowResidual() {
    refused(
        "convolution residual: the pixel stride of 4 floats is less than the 5 channels",
        () -> prepare(4 * 135).bind(view(192, 0, 3), view(320, 0, 4), view(320, 0, 5)));
  }

  @Test
  void shortWeights() {
    refused(
        "convolution weights: wanted 135 floats at byte 0, but the segment ends after 536 bytes",
        () -> prepare(536));
  }

  @Test
  void crookedOffset() {
    refused(
        "copy input: the offset must be a multiple of 4 and not negative, but is 2",
        () -> KERNELS.copy(1, 1, view(16, 2, 1), view(16, 0, 1)));
  }

  @Test
  void heapMemory() {
    MemorySegment heap = MemorySegment.ofArray(new float[6]);
    refused(
        "channels-first tensor: wanted native memory (Arena.allocate), but this is a heap segment",
        () -> KERNELS.toChannelsLast(1, 2, 3, heap, 0, view(24, 0, 2)));
    refused(
        "a view needs a native segment (Arena.allocate), not a heap one: copy the array first",
        () -> new View(heap, 0, 2));
  }

  private ConvKernel.Prepared prepare(long weightBytes) {
    return KERNELS
        .convolutions()
        .getLast()
        .prepare(PROBLEM, arena.allocate(weightBytes, 4), null, Clamp.NONE, arena);
  }

  private View view(long bytes, long offset, long stride) {
    return new View(arena.allocate(bytes, 64), offset, stride);
  }

  private static void refused(String message, Runnable bind) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, bind::run).getMessage());
  }
}
