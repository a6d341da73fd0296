package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** The notation of poolings, and their output sizes, against PyTorch's. */
@Tag("once")
class PoolProblemTest {
  @Provide
  Arbitrary<PoolProblem> problems() {
    return Problems.poolings();
  }

  @Property(tries = 500)
  void aLineIsReadBack(@ForAll("problems") PoolProblem problem) {
    assertEquals(problem, PoolProblem.parse(problem.toString()));
  }

  @Example
  void lines() {
    Extent pad = new Extent(0, 1, 1);
    PoolProblem stem =
        new PoolProblem(
            1,
            64,
            Extent.of(112, 112),
            Extent.of(3, 3),
            Extent.of(2, 2),
            pad,
            pad,
            Extent.ONE,
            true,
            PoolProblem.Kind.MAX);
    assertEquals("n1 c64x112x112 max 3x3 s2 p1 ceil", stem.toString());
    assertEquals(stem, PoolProblem.parse("n1 c64x112x112 max 3x3 s2x2 p1/1 d1 ceil"));
    roundTrip("n2 c3x9 average 2 s1 p0/1");
    roundTrip("n1 c5x4x6x8 average-inside 2x3x1 s1x2x3 p0x1x0 d2");
    assertEquals(PoolProblem.parse("n1 c1x8 max 2"), PoolProblem.parse("n1 c1x8 max 2 s1 p0 d1"));
  }

  @Example
  void floorAndCeil() {
    assertEquals(55, out("n1 c1x112 max 3 s2"));
    assertEquals(56, out("n1 c1x112 max 3 s2 ceil"));
    assertEquals(56, out("n1 c1x112 max 3 s2 p1"));
    assertEquals(57, out("n1 c1x112 max 3 s2 p1 ceil"));
    assertEquals(7, out("n1 c1x14 max 3 s2 p1"));
  }

  @Example
  void aWindowBehindTheInputIsDropped() {
    // ceil((5 + 2 - 2) / 3) + 1 = 3, but the third window would begin at 6 = 5 + 1.
    assertEquals(2, out("n1 c1x5 max 2 s3 p1 ceil"));
    assertEquals(3, out("n1 c1x6 max 2 s3 p1 ceil"));
  }

  @Example
  void errorsSayWhatIsWrong() {
    refused("n1 c1x5 min 2", "not a pooling problem: 'n1 c1x5 min 2'; wanted for example 'n1 c64x");
    refused("n1 g1 c1x5 max 2", "not a pooling problem");
    refused("n1 c1x5 max 2 p-1", "not a pooling problem");
    refused("n1 c1x5x5 max 2x2x2", "wanted one number or 2 per field, but one has 3");
    refused(
        "n1 c1x5 max 2147483648",
        "pooling problem 'n1 c1x5 max 2147483648': 2147483648 is above the largest number,"
            + " 2147483647");
    refused("n1 c1x2 max 3", "the window is larger than the padded input along width");
    refused("n1 c1x0 max 1", "must all be at least 1");
    refused("n1 c1x3 max 0", "must all be at least 1");
    refused("n1 c1x3 max 1 s0", "must all be at least 1");
    refused("n1 c1x3 max 1 d0", "must all be at least 1");
    refused("n1 c1x65536x65536 max 1", "an input of 1 x 65536 x 65536 positions is too large");
    refused("n1 c1x2147483647 max 1 p9", "the output would be 2147483665 long along width");
    Extent one = Extent.ONE;
    Extent negative = new Extent(0, 0, -1);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PoolProblem(1, 1, one, one, one, negative, one, one, false, PoolProblem.Kind.MAX));
  }

  private static int out(String line) {
    return PoolProblem.parse(line).out().width();
  }

  private static void roundTrip(String line) {
    assertEquals(line, PoolProblem.parse(line).toString());
  }

  private static void refused(String line, String reason) {
    var e = assertThrows(IllegalArgumentException.class, () -> PoolProblem.parse(line));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
