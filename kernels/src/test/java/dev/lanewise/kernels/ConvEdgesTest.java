package dev.lanewise.kernels;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sweeps each dimension of the matrix product behind a convolution through every size below, at and
 * above a tile: n output channels, m output pixels, k input channels times taps.
 */
class ConvEdgesTest {
  private static final List<Integer> TILE_EDGES = List.of(1, 15, 16, 17, 33, 64, 65);

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void outChannels(int kernel) {
    for (int k = 1; k <= 130; k += 2) {
      int pixels = 1 + k * 7 % (40 / kernel);
      int channels = 1 + k * 13 % (70 / kernel);
      check(channels, pixels, k, kernel);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void pixels(int kernel) {
    for (int pixels = 1; pixels <= 40; pixels++) {
      for (int k : TILE_EDGES) {
        check(1 + (pixels + k) * 3 % (20 / kernel), pixels, k, kernel);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void inChannels(int kernel) {
    for (int channels = 1; channels <= 70; channels++) {
      check(channels, 1 + channels * 11 % (40 / kernel), 1 + channels * 17 % 40, kernel);
      check(channels, 13 / kernel, 32, kernel);
    }
  }

  /** Where rows of the im2col matrix may be read in place, through tables. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "n2 g1 c3x9x11 k64 7x7 s2 p3",
        "n1 g1 c3x37x41 k128 7x7 s1 p3",
        "n1 g1 c5x13x7 k128 3x3 s2 p1",
        "n2 g1 c33x6x5 k64 3x4 s1x2 p1x2",
        "n1 g1 c70x5x6 k64 3x3 p0",
        "n3 g1 c40x3x3 k192 3x3 s2 p1",
        "n1 g1 c4x9x4 k64 3x3 p2x1 d2x1",
        "n1 g1 c7x1x1 k64 3x3 p1",
        "n1 g1 c3x3x7x9 k64 1x5x5 s1x2x2 p0x2x2"
      })
  void rowsInPlace(String line) {
    ConvProblem problem = ConvProblem.parse(line);
    Providers.convolutions(problem)
        .forEach(conv -> ConvCheck.check(conv, problem, 1, Data.INTEGERS, Bound.of(conv)));
  }

  /** A map of 3 x {@code pixels} with padding keeps all edges of a 3x3 kernel in play. */
  private static void check(int channels, int pixels, int k, int kernel) {
    ConvProblem problem =
        ConvProblem.square(1, 1, channels, k, kernel == 1 ? 1 : 3, pixels, kernel, 1, kernel / 2);

    Providers.convolutions(problem)
        .forEach(conv -> ConvCheck.check(conv, problem, k, Data.INTEGERS, Bound.of(conv)));
  }
}
