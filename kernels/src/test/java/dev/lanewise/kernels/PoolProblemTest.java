package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Output sizes of poolings, against PyTorch's. */
@Tag("once")
class PoolProblemTest {
  @Test
  void floorAndCeil() {
    assertEquals(55, out(112, 3, 2, 0, false));
    assertEquals(56, out(112, 3, 2, 0, true));
    assertEquals(56, out(112, 3, 2, 1, false));
    assertEquals(57, out(112, 3, 2, 1, true));
    assertEquals(7, out(14, 3, 2, 1, false));
  }

  @Test
  void aWindowBehindTheInputIsDropped() {
    // ceil((5 + 2 - 2) / 3) + 1 = 3, but the third window would begin at 6 = 5 + 1.
    assertEquals(2, out(5, 2, 3, 1, true));
    assertEquals(3, out(6, 2, 3, 1, true));
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> out(2, 3, 1, 0, false));
    assertThrows(IllegalArgumentException.class, () -> out(0, 1, 1, 0, false));
    assertThrows(IllegalArgumentException.class, () -> out(3, 0, 1, 0, false));
    assertThrows(IllegalArgumentException.class, () -> out(3, 1, 0, 0, false));
    assertThrows(IllegalArgumentException.class, () -> out(3, 1, 1, -1, false));
  }

  private static int out(int in, int kernel, int stride, int pad, boolean ceil) {
    Extent padding = new Extent(0, 0, pad);
    return new PoolProblem(
            1,
            1,
            new Extent(1, 1, in),
            new Extent(1, 1, kernel),
            new Extent(1, 1, stride),
            padding,
            padding,
            Extent.ONE,
            ceil,
            PoolProblem.Kind.MAX)
        .out()
        .width();
  }
}
