package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Weights that were packed for one size compute other sizes to the same bits. */
class ResizedTest {
  @Provide
  Arbitrary<ConvProblem> convolutions() {
    return Problems.convolutions();
  }

  @Property(tries = 100)
  void convolutions(
      @ForAll("convolutions") ConvProblem problem, @ForAll @IntRange(min = 0, max = 9) int more) {
    Extent in = problem.in();
    Extent size =
        new Extent(
            in.depth() == 1 ? 1 : in.depth() + more % 2,
            in.height() == 1 ? 1 : in.height() + more / 2,
            in.width() + more);
    ConvProblem other = problem.resized(1 + more % 3, size);
    try (Stream<ConvKernel> kernels = Providers.convolutions(problem)) {
      kernels
          .filter(kernel -> kernel.accepts(other).accepted())
          .forEach(
              kernel -> {
                try (Operands o = new Operands(other)) {
                  Clamp clamp = new Clamp(-1, 1.5f);
                  ConvKernel.Prepared packed =
                      kernel.prepare(problem, o.weights, o.bias, clamp, o.arena);
                  ConvKernel.Prepared fresh =
                      kernel.prepare(other, o.weights, o.bias, clamp, o.arena);
                  ConvKernel.Prepared resized = packed.resized(other.batch(), size);
                  assertNotNull(resized, kernel.name());
                  assertArrayEquals(o.run(fresh), o.run(resized), kernel.name() + " " + other);
                }
              });
    }
  }

  @Example
  void transposedConvolutions() {
    for (String line :
        new String[] {
          "t n1 g1 c17x5x6 k33 2x2 s2 p0",
          "t n1 g1 c5x6x6 k7 4x4 s2 p1",
          "t n1 g1 c9x7 k6 3 p1",
          "t n2 g3 c12x4x4 k15 4x4 s2 p1"
        }) {
      ConvTransposeProblem problem = ConvTransposeProblem.parse(line);
      Extent in = problem.in();
      Extent size = new Extent(1, in.height() == 1 ? 1 : in.height() + 3, in.width() + 2);
      ConvTransposeProblem other = problem.resized(2, size);
      for (KernelProvider provider : Providers.ALL) {
        ConvTransposeKernel kernel = provider.convTranspose();
        try (Operands o = new Operands(other)) {
          ConvKernel.Prepared packed =
              kernel.prepare(problem, o.weights, o.bias, Clamp.RELU, o.arena);
          ConvKernel.Prepared fresh = kernel.prepare(other, o.weights, o.bias, Clamp.RELU, o.arena);
          ConvKernel.Prepared resized = packed.resized(2, size);
          assertNotNull(resized, line);
          assertArrayEquals(o.run(fresh), o.run(resized), provider.name() + " " + line);
        }
      }
    }
  }

  /** Random operands of one problem. */
  private static final class Operands implements AutoCloseable {
    final Arena arena = Arena.ofConfined();
    final MemorySegment weights;
    final MemorySegment bias;
    private final SplittableRandom random = new SplittableRandom(1);
    private final MemorySegment in;
    private final MemorySegment out;
    private final int inChannels;
    private final int outChannels;

    Operands(ConvProblem p) {
      this(
          p.weightCount(),
          (long) p.batch() * p.in().volume(),
          p.inChannels(),
          p.outPixels(),
          p.outChannels());
    }

    Operands(ConvTransposeProblem p) {
      this(
          p.weightCount(),
          (long) p.batch() * p.in().volume(),
          p.inChannels(),
          p.outPixels(),
          p.outChannels());
    }

    private Operands(long weights, long inPixels, int inChannels, long outPixels, int outChannels) {
      this.weights = noise(weights);
      this.bias = noise(outChannels);
      this.in = noise(inPixels * inChannels);
      this.out = noise(outPixels * outChannels);
      this.inChannels = inChannels;
      this.outChannels = outChannels;
    }

    private MemorySegment noise(long floats) {
      MemorySegment segment = arena.allocate(4 * floats, 64);
      for (long i = 0; i < floats; i++) {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
      }
      return segment;
    }

    int[] run(ConvKernel.Prepared prepared) {
      out.fill((byte) 7);
      Step step = prepared.bind(new View(in, 0, inChannels), null, new View(out, 0, outChannels));
      step.run(0, step.tiles(), arena.allocate(Math.max(64, step.scratchBytes()), 64));
      return out.toArray(ValueLayout.JAVA_INT);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
