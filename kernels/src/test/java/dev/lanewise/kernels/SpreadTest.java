package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pixels that are moved apart in place keep their numbers. */
class SpreadTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "7, 3, 4", "64, 16, 32", "100, 5, 17", "33, 8, 8"})
  void movesEveryPixel(int pixels, int channels, int stride) {
    for (KernelProvider provider : Providers.ALL) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment memory = arena.allocate(8 + 4L * pixels * stride, 64);
        View in = new View(memory, 8, channels);
        View out = new View(memory, 8, stride);
        for (int i = 0; i < pixels * channels; i++) {
          memory.set(ValueLayout.JAVA_FLOAT, 8 + 4L * i, i);
        }
        Step step = provider.spread(pixels, channels, in, out);
        step.run(0, step.tiles(), MemorySegment.NULL);
        for (int i = 0; i < pixels * channels; i++) {
          long at = (long) i / channels * stride + i % channels;
          assertEquals(i, memory.get(ValueLayout.JAVA_FLOAT, 8 + 4 * at));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 4, 'and another place'", "0, 2, 'the input has pixel stride 4, the output 2'"})
  void refusesOtherPlaces(int offset, int stride, String part) {
    try (Arena arena = Arena.ofConfined()) {
      View in = new View(arena.allocate(64), 0, 4);
      View out = new View(in.segment(), offset, stride);
      String message =
          assertThrows(IllegalArgumentException.class, () -> Kernels.best().spread(3, 2, in, out))
              .getMessage();
      assertTrue(message.contains(part), message);
    }
  }
}
