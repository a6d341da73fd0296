package dev.lanewise.kernels;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * The one generator of convolution, pooling and element-wise problems, of rank 1 to 3.
 *
 * <p>Sizes are small, so that an oracle answers at once; what is hard about a size is whether it
 * lies below, at or above the edge of a vector or a tile.
 */
final class Problems {
  /** Multiplications that an oracle may take. */
  private static final long MOST_MACS = 400_000;

  /** An axis that a lower rank does not have. */
  private static final Axis NEUTRAL = new Axis(1, 1, 1, 0, 0, 1);

  private Problems() {}

  /** The shape of an element-wise operation. */
  record Elements(int pixels, int channels) {}

  /** One spatial axis of a window. */
  record Axis(int in, int kernel, int stride, int before, int after, int dilation) {
    /** An input that is long enough for one window. */
    Axis fitted() {
      int span = dilation * (kernel - 1) + 1;
      return new Axis(Math.max(in, span - before - after), kernel, stride, before, after, dilation);
    }
  }

  /** Groups and the channels of each. */
  record Channels(int groups, int in, int out) {}

  /** Convolutions of every kind. */
  static Arbitrary<ConvProblem> convolutions() {
    return Arbitraries.frequencyOf(
            Tuple.of(3, convolutions(anyAxis(4, 3), channels(130))),
            Tuple.of(3, convolutions(anyAxis(20, 5), channels(8))),
            Tuple.of(3, typical()),
            Tuple.of(2, signals()),
            Tuple.of(3, tiles3x3()),
            Tuple.of(2, stridedTiles()),
            Tuple.of(2, lines()),
            Tuple.of(1, temporal()),
            Tuple.of(1, pixelPanels()),
            Tuple.of(1, pointwise()))
        .filter(p -> p.macs() <= MOST_MACS)
        .withoutEdgeCases();
  }

  /** Poolings of every kind. */
  static Arbitrary<PoolProblem> poolings() {
    Arbitrary<List<Axis>> axes = axes(anyAxis(9, 4));
    Arbitrary<PoolProblem.Kind> kinds = Arbitraries.of(PoolProblem.Kind.class);
    return Combinators.combine(batches(), count(70), axes, Arbitraries.of(false, true), kinds)
        .as(
            (batch, channels, a, ceil, kind) ->
                new PoolProblem(
                    batch,
                    channels,
                    extent(a, Axis::in),
                    extent(a, Axis::kernel),
                    extent(a, Axis::stride),
                    extent(a, Axis::before),
                    extent(a, Axis::after),
                    extent(a, Axis::dilation),
                    ceil,
                    kind))
        .withoutEdgeCases();
  }

  /** Shapes of element-wise operations. */
  static Arbitrary<Elements> elements() {
    return Combinators.combine(Arbitraries.integers().between(1, 90), count(130))
        .as(Elements::new)
        .withoutEdgeCases();
  }

  private static Arbitrary<ConvProblem> convolutions(
      Arbitrary<Axis> axis, Arbitrary<Channels> channels) {
    return Combinators.combine(batches(), channels, axes(axis)).as(Problems::convolution);
  }

  /** Long filters on long, narrow signals, of more rows than are worked off at once. */
  private static Arbitrary<ConvProblem> signals() {
    Arbitrary<Axis> axis =
        Combinators.combine(
                Arbitraries.integers().between(1, 500),
                Arbitraries.of(3, 2, 5, 7, 8, 16, 32, 64),
                Arbitraries.of(1, 1, 2, 3),
                Arbitraries.of(0, 0, 1, 2),
                Arbitraries.of(0, 0, 1, 2),
                Arbitraries.of(1, 1, 1, 2))
            .as(
                (in, k, s, before, after, d) ->
                    new Axis(in, k, s, before * d * (k - 1) / 2, after * d * (k - 1) / 2, d)
                        .fitted());
    Arbitrary<Channels> channels =
        Combinators.combine(Arbitraries.of(1, 2, 3, 12, 40), count(40))
            .as((in, out) -> new Channels(1, in, out));
    return Combinators.combine(batches(), channels, axis)
        .as((batch, c, a) -> convolution(batch, c, same(1, a)));
  }

  /** Odd kernels, alike along every axis, as networks have them. */
  private static Arbitrary<ConvProblem> typical() {
    Arbitrary<Axis> axis =
        Combinators.combine(
                Arbitraries.integers().between(1, 9),
                Arbitraries.of(3, 1, 5, 7),
                Arbitraries.of(1, 2),
                Arbitraries.of(1, 2))
            .as((in, k, s, d) -> new Axis(in, k, s, d * (k / 2), d * (k / 2), d));
    return Combinators.combine(Arbitraries.of(2, 1, 3), batches(), channels(70), axis)
        .as((rank, batch, channels, a) -> convolution(batch, channels, same(rank, a)));
  }

  /** What Winograd kernels take: 3x3 of stride 1, of any depth and any dilation. */
  private static Arbitrary<ConvProblem> tiles3x3() {
    Arbitrary<Axis> axis =
        Combinators.combine(
                Arbitraries.integers().between(1, 11),
                Arbitraries.of(1, 0, 2),
                Arbitraries.of(1, 0, 2),
                Arbitraries.of(1, 1, 1, 2, 3))
            .as((in, before, after, d) -> new Axis(in, 3, 1, d * before, d * after, d).fitted());
    Arbitrary<Axis> depth =
        Combinators.combine(
                Arbitraries.integers().between(1, 6),
                Arbitraries.of(3, 1, 2),
                Arbitraries.of(1, 0, 3),
                Arbitraries.of(1, 0, 2),
                Arbitraries.of(1, 1, 2))
            .as((in, k, before, after, d) -> new Axis(in, k, 1, before, after, d).fitted());
    Arbitrary<Axis> planes = Arbitraries.of(1, 1, 3).map(d -> new Axis(d, 1, 1, 0, 0, 1));
    Arbitrary<Channels> channels =
        Combinators.combine(Arbitraries.of(16, 4, 8, 11, 32, 40, 64, 150), count(40))
            .as((in, out) -> new Channels(1, in, out));
    return Combinators.combine(batches(), channels, Arbitraries.oneOf(planes, depth), axis, axis)
        .as((batch, c, d, h, w) -> convolution(batch, c, List.of(d, h, w)));
  }

  /** What Winograd kernels of stride 2 take: 3x3, or 7x7 of few channels and any depth. */
  private static Arbitrary<ConvProblem> stridedTiles() {
    Arbitrary<ConvProblem> small =
        Combinators.combine(
                batches(),
                Arbitraries.of(16, 4, 8, 32, 40, 64),
                count(40),
                Arbitraries.of(1, 1, 3),
                stridedAxis(3, 13),
                stridedAxis(3, 13))
            .as(
                (batch, in, out, depth, h, w) ->
                    convolution(
                        batch,
                        new Channels(1, in, out),
                        List.of(new Axis(depth, 1, 1, 0, 0, 1), h, w)));
    Arbitrary<Axis> depth =
        Combinators.combine(Arbitraries.of(1, 2, 4), Arbitraries.of(1, 3), Arbitraries.of(0, 1))
            .as((in, k, pad) -> new Axis(in, k, 1, pad, pad, 1).fitted());
    Arbitrary<ConvProblem> large =
        Combinators.combine(
                batches(),
                Arbitraries.of(3, 4),
                count(30),
                Arbitraries.oneOf(Arbitraries.just(NEUTRAL), depth),
                stridedAxis(7, 27),
                stridedAxis(7, 27))
            .as(
                (batch, in, out, d, h, w) ->
                    convolution(batch, new Channels(1, in, out), List.of(d, h, w)));
    return Arbitraries.oneOf(small, large);
  }

  private static Arbitrary<Axis> stridedAxis(int kernel, int mostIn) {
    Arbitrary<Integer> pad = Arbitraries.of(kernel / 2, 0, 1, kernel - 1);
    return Combinators.combine(Arbitraries.integers().between(1, mostIn), pad, pad)
        .as((in, before, after) -> new Axis(in, kernel, 2, before, after, 1).fitted());
  }

  /** Three taps of stride 1 along one axis, the others as they are. */
  private static Arbitrary<ConvProblem> lines() {
    Arbitrary<Axis> taps =
        Combinators.combine(
                Arbitraries.integers().between(1, 19),
                Arbitraries.of(1, 0, 2),
                Arbitraries.of(1, 0, 2))
            .as((in, before, after) -> new Axis(in, 3, 1, before, after, 1).fitted());
    Arbitrary<Axis> plain =
        Arbitraries.integers().between(1, 7).map(in -> new Axis(in, 1, 1, 0, 0, 1));
    Arbitrary<Channels> channels =
        Combinators.combine(Arbitraries.of(16, 1, 8, 11, 45, 64), count(80))
            .as((in, out) -> new Channels(1, in, out));
    return Combinators.combine(batches(), channels, taps, plain, plain, Arbitraries.of(0, 1, 2))
        .as(
            (batch, c, t, a, b, axis) ->
                convolution(
                    batch,
                    c,
                    axis == 0
                        ? List.of(t, a, b)
                        : axis == 1 ? List.of(a, t, b) : List.of(a, b, t)));
  }

  /** Filters of depth alone. */
  private static Arbitrary<ConvProblem> temporal() {
    Arbitrary<Axis> size =
        Arbitraries.integers().between(1, 12).map(in -> new Axis(in, 1, 1, 0, 0, 1));
    Arbitrary<Channels> channels =
        Combinators.combine(count(70), count(130)).as((in, out) -> new Channels(1, in, out));
    return Combinators.combine(batches(), channels, anyAxis(7, 4), size, size)
        .as((batch, c, d, h, w) -> convolution(batch, c, List.of(d, h, w)));
  }

  /** About as many pixels as one, two or four times three vectors have lanes. */
  private static Arbitrary<ConvProblem> pixelPanels() {
    Arbitrary<Axis> axis =
        Combinators.combine(
                Arbitraries.of(12, 24, 48, 96), Arbitraries.of(0, 1, 2), Arbitraries.of(1, 1, 3))
            .as((pixels, more, k) -> new Axis(pixels + more, k, 1, k / 2, k / 2, 1));
    return Combinators.combine(batches(), count(70), count(130), axis)
        .as((batch, in, out, a) -> convolution(batch, new Channels(1, in, out), same(1, a)));
  }

  private static Arbitrary<ConvProblem> pointwise() {
    return Combinators.combine(batches(), channels(130), Arbitraries.integers().between(1, 70))
        .as((batch, c, width) -> convolution(batch, c, same(1, new Axis(width, 1, 1, 0, 0, 1))));
  }

  private static ConvProblem convolution(int batch, Channels channels, List<Axis> axes) {
    return new ConvProblem(
        batch,
        channels.groups(),
        channels.groups() * channels.in(),
        channels.groups() * channels.out(),
        extent(axes, Axis::in),
        extent(axes, Axis::kernel),
        extent(axes, Axis::stride),
        extent(axes, Axis::before),
        extent(axes, Axis::after),
        extent(axes, Axis::dilation));
  }

  static Arbitrary<Integer> batches() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.just(1)), Tuple.of(1, Arbitraries.of(2, 3)));
  }

  /** Dense, depthwise with a multiplier, or groups of a few channels. */
  static Arbitrary<Channels> channels(int most) {
    Arbitrary<Channels> dense =
        Combinators.combine(count(most), count(most)).as((in, out) -> new Channels(1, in, out));
    Arbitrary<Channels> depthwise =
        Combinators.combine(count(most), Arbitraries.of(1, 1, 1, 2, 3))
            .as((groups, multiplier) -> new Channels(groups, 1, multiplier));
    Arbitrary<Integer> few = Arbitraries.of(4, 8, 16, 32, 2, 3, 5, 7, 17, 31);
    Arbitrary<Channels> grouped =
        Combinators.combine(Arbitraries.of(2, 3, 4, 5, 8), few, few).as(Channels::new);
    return Arbitraries.frequencyOf(
        Tuple.of(3, dense), Tuple.of(1, depthwise), Tuple.of(1, grouped));
  }

  /** 1 to {@code most}, more often beside a multiple of a vector or a tile. */
  static Arbitrary<Integer> count(int most) {
    Integer[] edges =
        Stream.of(4, 8, 16, 24, 32, 48, 64, 96, 128)
            .flatMap(edge -> Stream.of(edge - 1, edge, edge + 1))
            .filter(count -> count <= most)
            .toArray(Integer[]::new);
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.integers().between(1, most)), Tuple.of(1, Arbitraries.of(edges)));
  }

  /** Any window, the stride beyond the kernel and the padding beyond the input included. */
  static Arbitrary<Axis> anyAxis(int mostIn, int mostKernel) {
    return Combinators.combine(
            Arbitraries.integers().between(1, mostIn),
            Arbitraries.integers().between(1, mostKernel),
            Arbitraries.integers().between(1, mostKernel + 2),
            Arbitraries.of(0, 0, 1, 2, 3),
            Arbitraries.of(0, 0, 1, 2, 3),
            Arbitraries.of(1, 1, 1, 2, 3))
        .as(
            (in, kernel, stride, before, after, dilation) ->
                new Axis(in, kernel, stride, before, after, dilation).fitted());
  }

  /** D, H, W; the leading ones are neutral in lower ranks. */
  static Arbitrary<List<Axis>> axes(Arbitrary<Axis> axis) {
    return Combinators.combine(Arbitraries.of(2, 1, 3), axis, axis, axis)
        .as((rank, d, h, w) -> List.of(rank < 3 ? NEUTRAL : d, rank < 2 ? NEUTRAL : h, w));
  }

  private static List<Axis> same(int rank, Axis axis) {
    return List.of(rank < 3 ? NEUTRAL : axis, rank < 2 ? NEUTRAL : axis, axis);
  }

  static Extent extent(List<Axis> axes, ToIntFunction<Axis> field) {
    return new Extent(
        field.applyAsInt(axes.get(0)),
        field.applyAsInt(axes.get(1)),
        field.applyAsInt(axes.get(2)));
  }
}
