package dev.lanewise.kernels;

import dev.lanewise.kernels.Problems.Axis;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.kernels.ResizeProblem.Scale;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generators of the problems of decoders: transposed convolutions, resizes and paddings. */
final class OperatorProblems {
  /** Multiplications that an oracle may take. */
  private static final long MOST_MACS = 150_000;

  /** Outputs that an oracle may compute. */
  private static final long MOST_OUTPUTS = 60_000;

  private OperatorProblems() {}

  /** The shape of an adaptive pooling. */
  record Adaptive(int batch, int channels, Extent in, Extent out) {}

  /** Transposed convolutions of every kind, those that upsample by two more often. */
  static Arbitrary<ConvTransposeProblem> convTransposes() {
    return Arbitraries.frequencyOf(Tuple.of(3, any()), Tuple.of(1, upsampling()))
        .filter(p -> p.macs() <= MOST_MACS && p.outPixels() * p.outChannels() <= MOST_OUTPUTS)
        .withoutEdgeCases();
  }

  private static Arbitrary<ConvTransposeProblem> any() {
    Arbitrary<List<Axis>> axes = Problems.axes(Problems.anyAxis(6, 4));
    Arbitrary<Integer> extra = Arbitraries.of(0, 0, 1, 2, 5);
    return Combinators.combine(Problems.batches(), Problems.channels(40), axes, extra)
        .as(
            (batch, c, a, o) ->
                problem(batch, c, a.stream().map(OperatorProblems::fitted).toList(), o));
  }

  /** Kernels of 2, 3 and 4 with stride 2, as decoders have them. */
  private static Arbitrary<ConvTransposeProblem> upsampling() {
    Arbitrary<Axis> axis =
        Combinators.combine(Arbitraries.integers().between(1, 9), Arbitraries.of(2, 3, 4))
            .as((in, k) -> new Axis(in, k, 2, (k - 1) / 2, (k - 1) / 2, 1))
            .map(OperatorProblems::fitted);
    return Combinators.combine(Problems.batches(), Problems.channels(70), Problems.axes(axis))
        .as((batch, c, a) -> problem(batch, c, a, a.getLast().kernel() == 3 ? 1 : 0));
  }

  /** Padding that leaves an output. */
  private static Axis fitted(Axis a) {
    int full = (a.in() - 1) * a.stride() + a.dilation() * (a.kernel() - 1) + 1;
    int before = Math.min(a.before(), full - 1);
    int after = Math.min(a.after(), full - 1 - before);
    return new Axis(a.in(), a.kernel(), a.stride(), before, after, a.dilation());
  }

  private static ConvTransposeProblem problem(
      int batch, Problems.Channels channels, List<Axis> axes, int outputPadding) {
    return new ConvTransposeProblem(
        batch,
        channels.groups(),
        channels.groups() * channels.in(),
        channels.groups() * channels.out(),
        Problems.extent(axes, Axis::in),
        Problems.extent(axes, Axis::kernel),
        Problems.extent(axes, Axis::stride),
        Problems.extent(axes, Axis::before),
        Problems.extent(axes, Axis::after),
        new Extent(0, 0, outputPadding),
        Problems.extent(axes, Axis::dilation));
  }

  /** Paddings and crops, along some axes both at once. */
  static Arbitrary<PadProblem> pads() {
    Arbitrary<Integer> side = Arbitraries.integers().between(-4, 4);
    Arbitrary<Extent> sides = Combinators.combine(side, side, side).as(Extent::new);
    return Combinators.combine(Problems.batches(), Problems.count(40), sizes(7), sides, sides)
        .as(
            (batch, channels, in, before, after) -> {
              Extent large =
                  new Extent(
                      Math.max(in.depth(), 1 - before.depth() - after.depth()),
                      Math.max(in.height(), 1 - before.height() - after.height()),
                      Math.max(in.width(), 1 - before.width() - after.width()));
              return new PadProblem(batch, channels, large, before, after);
            })
        .withoutEdgeCases();
  }

  /** Resizes to given sizes and by given scales, up and down. */
  static Arbitrary<ResizeProblem> resizes() {
    Arbitrary<Double> ratio = Arbitraries.of(1.0, 2.0, 1.5, 0.5, 3.0, 0.7, 2.3);
    Arbitrary<Scale> scales = Combinators.combine(ratio, ratio, ratio).as(Scale::new);
    Arbitrary<Boolean> byScale = Arbitraries.of(false, true);
    return Combinators.combine(
            Problems.batches(),
            Problems.count(40),
            sizes(7),
            sizes(9),
            byScale,
            scales,
            Arbitraries.of(Sampling.class))
        .as(
            (batch, channels, in, out, scaled, scale, sampling) -> {
              Extent made = scale.apply(in);
              boolean possible = Math.min(made.depth(), Math.min(made.height(), made.width())) > 0;
              return scaled && possible
                  ? new ResizeProblem(batch, channels, in, made, scale, sampling)
                  : new ResizeProblem(batch, channels, in, out, Scale.between(in, out), sampling);
            })
        .withoutEdgeCases();
  }

  /** Adaptive poolings to fewer, as many, and more windows than elements. */
  static Arbitrary<Adaptive> adaptives() {
    return Combinators.combine(Problems.batches(), Problems.count(40), sizes(9), sizes(7))
        .as(Adaptive::new)
        .withoutEdgeCases();
  }

  private static Arbitrary<Extent> sizes(int most) {
    Arbitrary<Integer> size = Arbitraries.integers().between(1, most);
    Arbitrary<Integer> outer =
        Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(1)), Tuple.of(1, size));
    return Combinators.combine(outer, size, size).as(Extent::new);
  }
}
