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

/** The problem notation, and what a problem derives and refuses. */
@Tag("once")
class ConvProblemTest {
  @Provide
  Arbitrary<ConvProblem> problems() {
    return Problems.convolutions();
  }

  @Property(tries = 500)
  void aLineIsReadBack(@ForAll("problems") ConvProblem problem) {
    assertEquals(problem, ConvProblem.parse(problem.toString()));
  }

  @Example
  void fieldsMayBeLeftOut() {
    ConvProblem full = ConvProblem.parse("n1 g1 c64x56x56 k64 3x3 s1 p1 d1");
    assertEquals(full, ConvProblem.parse("n1 g1 c64x56x56 k64 3x3 p1"));
    assertEquals(full, ConvProblem.square(1, 1, 64, 64, 56, 56, 3, 1, 1));
    assertEquals("n1 g1 c64x56x56 k64 3x3 s1 p1", full.toString());
  }

  @Example
  void derivedSizes() {
    ConvProblem stem = ConvProblem.parse("n2 g1 c3x224x224 k64 7x7 s2 p3");
    assertEquals(Extent.of(112, 112), stem.out());
    assertEquals(2 * 118_013_952L, stem.macs());
    assertEquals(9_408, stem.weightCount());
    assertEquals(2 * 112 * 112, stem.outPixels());
    ConvProblem same = ConvProblem.parse("n1 g1 c3x224x224 k64 7x7 s2 p2/3");
    assertEquals(Extent.of(112, 112), same.out());
    assertEquals(Extent.of(32, 32), ConvProblem.parse("n1 g1 c1x32x32 k1 3x3 p2 d2").out());
    assertEquals(3, ConvProblem.parse("n1 g1 c1x2x3x4 k1 1x1x1").rank());
    assertEquals(2, ConvProblem.parse("n1 g1 c1x3x4 k1 1x1").rank());
    assertEquals(1, ConvProblem.parse("n1 g1 c1x4 k1 1").rank());
    assertTrue(ConvProblem.parse("n1 g2 c4x3x3 k4 1x1").isPointwise());
  }

  @Example
  void errorsSayWhatIsWrong() {
    refused("", "not a convolution problem: ''");
    refused("n1 g1 c3x8x8 k4", "n1 g1 c64x56x56 k64 3x3 s1 p1");
    refused("n1 g1 c3x8x8 k4 3x3 p1 s1", "not a convolution problem");
    refused("n1 g1 c3x8x8 k4 3x3 p-1", "not a convolution problem");
    refused("n1 g1 c3x8x8x8x8 k4 3x3", "not a convolution problem");
    refused("n1 g1 c3x8x8 k4 3x3x3", "wanted one number or 2 per field, but one has 3");
    refused("n0 g1 c3x8x8 k4 3x3", "batch must be at least 1, but is 0");
    refused("n1 g0 c3x8x8 k4 3x3", "groups must be at least 1, but is 0");
    refused("n1 g1 c0x8x8 k4 3x3", "input channels must be at least 1");
    refused("n1 g1 c3x8x8 k0 3x3", "output channels must be at least 1");
    refused("n1 g1 c3x8x0 k4 3x3", "input size must be at least 1");
    refused("n1 g1 c3x8x8 k4 3x0", "kernel must be at least 1");
    refused("n1 g1 c3x8x8 k4 3x3 s0", "stride must be at least 1");
    refused("n1 g1 c3x8x8 k4 3x3 d0", "dilation must be at least 1");
    refused("n1 g2 c3x8x8 k4 3x3", "2 groups must divide the channels, but there are 3 in and 4");
    refused("n1 g2 c4x8x8 k5 3x3", "2 groups must divide the channels, but there are 4 in and 5");
    refused("n1 g1 c3x8x4 k4 3x3 p0 d4", "spans 9 along height, more than the padded input's 8");
    refused("n1 g1 c3x9x4 k4 3x3 p0 d4", "spans 9 along width, more than the padded input's 4");
    refused(
        "n99999999999 g1 c3x8x8 k4 3x3",
        "convolution problem 'n99999999999 g1 c3x8x8 k4 3x3': 99999999999 is above the largest"
            + " number, 2147483647");
    refused("n1 g1 c3x8x2147483648 k4 3x3", "2147483648 is above the largest number");
    refused(
        "n1 g1 c3x65536x65536 k4 3x3",
        "an input of 1 x 65536 x 65536 positions is too large: at most 2147483647 are possible");
    refused("n1 g1 c3x2147483647 k4 1 p9", "the output would be 2147483665 long along width");
    refused("n1 g1 c3x65536x1 k4 1x1 p0x65536", "an output of 1 x 65536 x 131073 positions");
  }

  private static void refused(String line, String reason) {
    var e = assertThrows(IllegalArgumentException.class, () -> ConvProblem.parse(line));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
