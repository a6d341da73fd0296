package dev.lanewise.bench.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.bench.timing.Statistics;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.reference.ReferenceKernels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is benchmarked is computed right. */
class ConvWorkloadTest {
  /** The unit roundoff of float32. */
  private static final double U = 0x1p-24;

  /** What kernels that transform their input may err by, in standard deviations of the output. */
  private static final double TRANSFORMED = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n1 g1 c256x14x14 k64 1x1",
        "n1 g1 c64x14x14 k128 1x1 s2 p0",
        "n1 g1 c64x14x14 k64 3x3 s1 p1",
        "n1 g1 c32x14x14 k64 3x3 s2 p1",
        "n1 g1 c64x7x7 k32 3x3 s1 p1",
        "n1 g1 c3x32x32 k64 7x7 s2 p3",
        "n2 g4 c32x9x9 k32 3x3 s1 p1",
        "n1 g32 c32x14x14 k32 3x3 s1 p1"
      })
  void everyKernelAgreesWithTheReference(String line) {
    ConvProblem problem = ConvProblem.parse(line);
    float[] expected = output(problem, ReferenceKernels.INSTANCE.convolutions().getLast());
    assertTrue(Statistics.standardDeviation(expected) > 0.1, "the output is nearly constant");
    List<ConvKernel> kernels = ConvKernels.accepting(problem);
    assertFalse(kernels.isEmpty());
    long terms = problem.weightCount() / problem.outChannels() + 1;
    for (ConvKernel kernel : kernels) {
      double bound =
          kernel.isDirect()
              ? terms * U / (1 - terms * U) * largestMagnitude(terms)
              : TRANSFORMED * Statistics.standardDeviation(expected);
      float[] got = output(problem, kernel);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], got[i], bound, kernel.name() + ", " + line + ", element " + i);
      }
    }
  }

  @Test
  void kernelsAreFoundByName() {
    ConvProblem problem = ConvProblem.parse("n1 g1 c8x5x5 k8 3x3 s2 p1");
    ConvKernel first = ConvKernels.named(ConvKernels.CHOSEN, problem);
    assertTrue(first.accepts(problem).accepted());
    assertEquals(first, ConvKernels.named(first.name(), problem));
    assertEquals("reference", ConvKernels.named("reference", problem).name());
    var e =
        assertThrows(IllegalArgumentException.class, () -> ConvKernels.named("im3col", problem));
    assertTrue(e.getMessage().contains("'im3col'"), e.getMessage());
    assertTrue(e.getMessage().contains("reference"), e.getMessage());
  }

  /** Inputs and bias are below 1; weights below sqrt(3 / terms), of which there are so many. */
  private static double largestMagnitude(long terms) {
    return Math.sqrt(3.0 * terms) + 1;
  }

  private static float[] output(ConvProblem problem, ConvKernel kernel) {
    try (var workload = new ConvWorkload(problem, kernel)) {
      workload.run();
      return workload.output();
    }
  }
}
