package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One NaN in the input: the outputs whose window holds it are NaN, and no others. */
class ConvNonFiniteTest {
  private static final List<String> LINES =
      List.of(
          "n2 g1 c5x6x7 k19 3x3 p1",
          "n1 g1 c16x9x9 k33 3x3 s2 p1",
          "n1 g1 c17x23 k34 1",
          "n1 g3 c12x5x5 k15 3x3 p2 d2",
          "n1 g18 c18x7x7 k18 3x3 p1");

  private record Case(ConvKernel kernel, ConvProblem problem, Clamp clamp) {
    @Override
    public String toString() {
      return kernel.name() + " " + problem + " " + clamp;
    }
  }

  static Stream<Case> cases() {
    return LINES.stream()
        .map(ConvProblem::parse)
        .flatMap(
            p ->
                Providers.convolutions(p)
                    .filter(ConvKernel::isDirect)
                    .flatMap(
                        k ->
                            Stream.of(Clamp.NONE, Clamp.RELU, Clamp.RELU6)
                                .map(clamp -> new Case(k, p, clamp))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nanReachesItsWindowsAlone(Case c) {
    ConvProblem p = c.problem();
    int pixels = p.in().volume();
    int outPixels = p.out().volume();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = floats(arena, p.batch() * pixels * p.inChannels());
      MemorySegment weights = floats(arena, (int) p.weightCount());
      weights.fill((byte) 0x3f);
      MemorySegment out = floats(arena, p.batch() * outPixels * p.outChannels());
      Step step =
          c.kernel()
              .prepare(p, weights, null, c.clamp(), arena)
              .bind(new View(in, 0, p.inChannels()), null, new View(out, 0, p.outChannels()));
      for (int pixel = 0; pixel < p.batch() * pixels; pixel++) {
        int channel = pixel % p.inChannels();
        in.fill((byte) 0);
        in.setAtIndex(ValueLayout.JAVA_FLOAT, pixel * p.inChannels() + channel, Float.NaN);
        Steps.runWhole(step, arena);
        for (int i = 0; i < p.batch() * outPixels * p.outChannels(); i++) {
          float y = out.getAtIndex(ValueLayout.JAVA_FLOAT, i);
          int k = i % p.outChannels();
          boolean sees =
              i / p.outChannels() / outPixels == pixel / pixels
                  && k / p.groupOutChannels() == channel / p.groupInChannels()
                  && sees(p, i / p.outChannels() % outPixels, pixel % pixels);
          assertEquals(sees ? Float.NaN : 0f, y, p + ": NaN in pixel " + pixel + ", output " + i);
        }
      }
    }
  }

  /**
   * Whether the window of output pixel {@code o} holds input pixel {@code i}, in two dimensions.
   */
  private static boolean sees(ConvProblem p, int o, int i) {
    int width = p.out().width();
    return sees(
            o / width * p.stride().height() - p.padBefore().height(),
            p.kernel().height(),
            p.dilation().height(),
            i / p.in().width())
        && sees(
            o % width * p.stride().width() - p.padBefore().width(),
            p.kernel().width(),
            p.dilation().width(),
            i % p.in().width());
  }

  private static boolean sees(int start, int taps, int dilation, int position) {
    int distance = position - start;
    return distance >= 0 && distance % dilation == 0 && distance / dilation < taps;
  }

  private static MemorySegment floats(Arena arena, int count) {
    return arena.allocate(4L * count, 64);
  }
}
