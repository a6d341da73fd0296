package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small problems that together reach every vector kernel and every one of its variants. */
final class ProbeCases {
  private static final KernelProvider KERNELS = Kernels.best();
  private static final int MOST_ROWS = 8;

  private final SplittableRandom random = new SplittableRandom(42);
  private final List<ProbeCase> cases = new ArrayList<>();

  private ProbeCases() {}

  /** All cases, canaries included. */
  static List<ProbeCase> all() {
    ProbeCases cases = new ProbeCases();
    cases.matrixProducts();
    cases.convolutions();
    cases.poolings();
    cases.elementwise();
    cases.add("canary species parameter", 64, SpeciesParameter::new);
    cases.add("canary drift", 64, Drift::new);
    return cases.cases;
  }

  /** Every number of rows of every panel width, then a panel's edge. */
  private void matrixProducts() {
    for (int vectors = 1; vectors <= 4; vectors *= 2) {
      for (int rows = 1; rows <= MOST_ROWS; rows++) {
        convolution("n1 g1 c40x" + rows + " k" + vectors * Lanes.COUNT + " 1", false);
      }
    }
    int ragged = 5 * Lanes.COUNT - 1;
    convolution("n1 g1 c20x11 k" + ragged + " 1", false);
    convolution("n1 g1 c20x11 k" + ragged + " 1", true);
    convolution("n1 g1 c500x3 k20 1", false);
  }

  private void convolutions() {
    convolution("n1 g1 c20x5x6 k17 3x3 p1", false);
    convolution("n1 g1 c10x5x5 k17 3x3 p2 d2", true);
    convolution("n1 g1 c3x9x9 k16 7x7 s2 p3", false);
    convolution("n1 g1 c" + Lanes.COUNT + "x6x7 k20 3x3 p1", false);
    convolution("n1 g1 c" + 2 * Lanes.COUNT + "x5x6 k19 3x3 p1", true);
    convolution("n1 g19 c19x3x9 k19 3x3 p1", false);
    convolution("n1 g12 c24x3x9 k24 3x3 p1", true);
  }

  private void poolings() {
    for (String window : List.of("max 3x3 s2 p1", "average 3x3 s2 p1", "average-inside 2x2 p1")) {
      PoolProblem problem = PoolProblem.parse("n1 c37x9x9 " + window);
      add(
          "pool " + problem,
          (long) problem.out().volume() * 37,
          out -> KERNELS.pool(problem, input(81, 37), view(out, 37)));
    }
    add(
        "global average",
        37,
        o -> KERNELS.globalAveragePool(1, 49, 37, input(49, 37), view(o, 37)));
  }

  private void elementwise() {
    View a = input(30, 37);
    View b = input(30, 37);
    MemorySegment scale = numbers(37);
    MemorySegment shift = numbers(37);
    long count = 30 * 37;
    add("add", count, out -> KERNELS.add(30, 37, a, b, Clamp.RELU, view(out, 37)));
    add(
        "affine",
        count,
        out -> KERNELS.affine(30, 37, a, scale, shift, Clamp.RELU6, view(out, 37)));
    add("copy", count, out -> KERNELS.copy(30, 37, a, view(out, 37)));
  }

  /** One case for each vector kernel that takes the problem. */
  private void convolution(String line, boolean hasResidual) {
    ConvProblem p = ConvProblem.parse(line);
    int k = p.outChannels();
    View in = input((long) p.batch() * p.in().volume(), p.inChannels());
    View residual = hasResidual ? input(p.outPixels(), k) : null;
    MemorySegment weights = numbers(p.weightCount());
    MemorySegment bias = numbers(k);
    for (ConvKernel kernel : KERNELS.convolutions()) {
      if (!kernel.name().equals("reference") && kernel.accepts(p).accepted()) {
        ConvKernel.Prepared prepared = kernel.prepare(p, weights, bias, Clamp.RELU, Arena.global());
        add(
            kernel.name() + " " + p + (hasResidual ? " with residual" : ""),
            p.outPixels() * k,
            out -> prepared.bind(in, residual, view(out, k)));
      }
    }
  }

  /** Binds a step to its output. */
  private interface Binder {
    Step bind(MemorySegment out);
  }

  private void add(String name, long outputs, Binder binder) {
    MemorySegment out = Arena.global().allocate(Float.BYTES * outputs, 64);
    cases.add(new ProbeCase(name, binder.bind(out), out));
  }

  private static View view(MemorySegment segment, int channels) {
    return new View(segment, 0, channels);
  }

  private View input(long pixels, int channels) {
    return view(numbers(pixels * channels), channels);
  }

  private MemorySegment numbers(long count) {
    MemorySegment segment = Arena.global().allocate(Float.BYTES * count, 64);
    for (long i = 0; i < count; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return segment;
  }
}
