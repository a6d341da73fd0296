package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames, gradients and optical flow follow their formulas. */
class HardwiredTest {
  /** Both sides compute in double; the result is rounded once. */
  private static final double BOUND = 1e-7;

  @ParameterizedTest
  @CsvSource({
    "1, 2, 1, 1, 3",
    "1, 3, 1, 9, 5",
    "2, 2, 8, 1, 5",
    "2, 7, 12, 10, 20",
    "1, 4, 5, 23, 0",
  })
  void followsItsFormulas(int batch, int frames, int height, int width, int iterations) {
    SplittableRandom random = new SplittableRandom(31L * frames + width);
    HornSchunck flow = new HornSchunck(0.1, iterations);
    int pixels = height * width;
    float[] in = new float[batch * frames * pixels];
    double[] exact = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      in[i] = random.nextFloat();
      exact[i] = in[i];
    }
    double[] wanted = NaiveHardwired.maps(exact, batch, frames, height, width, flow);
    for (KernelProvider provider : Providers.ALL) {
      try (Arena arena = Arena.ofConfined()) {
        GuardedTensor source = new GuardedTensor(arena, random, batch, frames, pixels).write(in);
        GuardedTensor target = new GuardedTensor(arena, random, batch, 5 * frames - 2, pixels);
        Step step =
            provider.hardwired(batch, frames, height, width, flow, source.view(), target.view());
        Steps.run(step, random, arena);
        source.requireUnchanged("frames");
        target.requireGapsUntouched("maps");
        float[] got = target.read();
        assertEquals(wanted.length, got.length);
        for (int i = 0; i < got.length; i++) {
          assertEquals(wanted[i], got[i], BOUND * Math.max(1, Math.abs(wanted[i])));
        }
      }
    }
  }

  @Test
  void oneFrameHasNoFlow() {
    HornSchunck flow = new HornSchunck(0.1, 1);
    SplittableRandom random = new SplittableRandom(1);
    try (Arena arena = Arena.ofConfined()) {
      View view = new GuardedTensor(arena, random, 1, 3, 4).view();
      for (KernelProvider provider : Providers.ALL) {
        var e =
            assertThrows(
                IllegalArgumentException.class,
                () -> provider.hardwired(1, 1, 2, 2, flow, view, view));
        assertEquals(
            "hardwired layer: optical flow needs at least 2 frames, but there are 1",
            e.getMessage());
      }
    }
  }

  @Test
  void smoothnessMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new HornSchunck(0, 10));
    assertThrows(IllegalArgumentException.class, () -> new HornSchunck(Double.NaN, 10));
    assertThrows(IllegalArgumentException.class, () -> new HornSchunck(0.1, -1));
  }
}
