package dev.lanewise.testing.graphs;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random networks that slide along their first spatial axis: convolutions and poolings of any span,
 * dilation, padding and stride, with branches that meet again.
 */
public final class RandomSignals {
  private final Random random;
  private final boolean mayPad;
  private final int mostStride;
  private final GraphBuilder g = new GraphBuilder("signals");
  private final List<Value> values = new ArrayList<>();
  private final List<Integer> rates = new ArrayList<>();
  private int layers;

  private RandomSignals(long seed, boolean mayPad, int mostStride) {
    this.random = new Random(seed);
    this.mayPad = mayPad;
    this.mostStride = mostStride;
  }

  /**
   * A network.
   *
   * @param length samples of the input
   * @param mayPad whether layers pad
   * @param mostStride the largest product of strides
   * @param averages whether its output is the mean over all positions, else all positions
   */
  public static Graph of(
      long seed, int length, int nodes, boolean mayPad, int mostStride, boolean averages) {
    return new RandomSignals(seed, mayPad, mostStride).grow(length, nodes, averages);
  }

  private Graph grow(int length, int nodes, boolean averages) {
    int rank = random.nextInt(4) > 0 ? 1 : 2 + random.nextInt(2);
    long[] dims = new long[2 + rank];
    dims[0] = 1;
    dims[1] = 1 + random.nextInt(5);
    dims[2] = length;
    for (int i = 3; i < dims.length; i++) {
      dims[i] = 2 + random.nextInt(2);
    }
    add(g.input("input0", Shape.of(dims)), 1);
    while (layers < nodes) {
      layers++;
      node();
    }
    Value last = values.getLast();
    g.output("output0", averages ? g.globalAveragePool(last) : last);
    if (!averages && random.nextBoolean()) {
      g.output("output1", values.get(random.nextInt(values.size())));
    }
    return g.build();
  }

  private void add(Value value, int rate) {
    values.add(value);
    rates.add(rate);
  }

  private void node() {
    int at = values.size() - 1 - Math.min(random.nextInt(3), random.nextInt(values.size()));
    Value x = values.get(at);
    int rate = rates.get(at);
    int stride = rate * 2 <= mostStride && random.nextInt(4) == 0 ? 2 : 1;
    String layer = "layer" + layers;
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> slide(conv(layer, x, stride), x, rate * stride);
      case 4 -> slide(g.maxPool(x, window(x, stride, random.nextBoolean())), x, rate * stride);
      case 5 -> slide(g.averagePool(x, window(x, stride, false)), x, rate * stride);
      case 6 -> add(g.relu(g.batchNorm(layer, x)), rate);
      case 7 -> add(g.tanh(x), rate);
      case 8, 9 -> meet(at, x, rate);
      case 10 -> slide(shifted(x), x, rate);
      default -> add(g.identity(x), rate);
    }
  }

  /** Takes a value, unless too little is left of it. */
  private void slide(Value value, Value from, int rate) {
    if (value.shape().dim(2) >= 4) {
      add(value, rate);
    }
  }

  private Value conv(String layer, Value x, int stride) {
    int span = 1 + random.nextInt((int) Math.min(7, x.shape().dim(2)));
    int dilation = span > 1 && (span - 1) * 2 < x.shape().dim(2) / 2 ? 1 + random.nextInt(2) : 1;
    int reach = (span - 1) * dilation;
    int before = mayPad ? random.nextInt(reach + 2) : 0;
    int after = mayPad && random.nextBoolean() ? random.nextInt(reach + 1) : 0;
    int groups = x.channels() % 2 == 0 && random.nextInt(3) == 0 ? 2 : 1;
    int channels = groups * (1 + random.nextInt(5));
    ConvSpec spec =
        ConvSpec.of(axes(x, span, 1))
            .stride(axes(x, stride, 1))
            .dilation(axes(x, dilation, 1))
            .pad(axes(x, before, 0), axes(x, after, 0))
            .groups(groups)
            .bias(random.nextBoolean());
    return g.conv(layer, x, channels, spec);
  }

  private PoolSpec window(Value x, int stride, boolean ceil) {
    int span = 1 + random.nextInt((int) Math.min(4, x.shape().dim(2)));
    int pad = mayPad ? random.nextInt(span / 2 + 1) : 0;
    PoolSpec spec = PoolSpec.of(axes(x, span, 1)).stride(axes(x, stride, 1)).pad(axes(x, pad, 0));
    return mayPad && ceil ? spec.ceil() : spec;
  }

  private Value shifted(Value x) {
    int before = random.nextInt(4) - 2;
    int after = random.nextInt(4) - 2;
    boolean isShort = x.shape().dim(2) < 8;
    return mayPad
        ? g.pad(
            x,
            axes(x, isShort ? 1 : before, 0),
            axes(x, isShort ? 0 : after, 0),
            random.nextInt(3) - 1)
        : x;
  }

  /** Adds, multiplies or joins another value of the same length and rate. */
  private void meet(int at, Value x, int rate) {
    for (int other = 0; other < values.size(); other++) {
      Value y = values.get(other);
      boolean fits = other != at && rates.get(other) == rate && sizes(y).equals(sizes(x));
      if (fits && random.nextBoolean()) {
        if (y.channels() != x.channels() || random.nextInt(3) == 0) {
          add(g.concat(x, y), rate);
        } else {
          add(random.nextBoolean() ? g.add(x, y) : g.multiply(x, y), rate);
        }
        return;
      }
    }
  }

  private static Shape sizes(Value x) {
    long[] dims = x.shape().dims();
    dims[1] = 1;
    return Shape.of(dims);
  }

  private int[] axes(Value x, int time, int others) {
    int[] numbers = new int[x.spatialRank()];
    Arrays.fill(numbers, others);
    numbers[0] = time;
    return numbers;
  }
}
