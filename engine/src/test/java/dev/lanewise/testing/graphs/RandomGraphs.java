package dev.lanewise.testing.graphs;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Random networks with branches, residual additions, concatenations, and several inputs and
 * outputs, in one to three dimensions.
 */
public final class RandomGraphs {
  private final Random random;
  private final GraphBuilder g = new GraphBuilder("random");
  private final List<Value> values = new ArrayList<>();
  private int layers;

  private RandomGraphs(long seed) {
    this.random = new Random(seed);
  }

  /** Graphs of up to 14 nodes and some; fewer nodes are simpler. */
  public static Arbitrary<Graph> arbitrary() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(1, 14))
        .as(RandomGraphs::of);
  }

  /** The graph of a seed. */
  public static Graph of(long seed, int nodes) {
    return new RandomGraphs(seed).grow(nodes);
  }

  private Graph grow(int nodes) {
    int rank = 1 + random.nextInt(3);
    int inputs = 1 + random.nextInt(2);
    for (int i = 0; i < inputs; i++) {
      values.add(g.input("input" + i, inputShape(rank)));
    }
    while (layers < nodes) {
      layers++;
      values.add(node(pick()));
    }
    int outputs = 1 + random.nextInt(3);
    for (int i = 0; i < outputs; i++) {
      g.output("output" + i, i == 0 ? values.getLast() : pick());
    }
    return g.build();
  }

  private Shape inputShape(int rank) {
    long[] dims = new long[2 + rank];
    dims[0] = values.isEmpty() ? 1 + random.nextInt(2) : values.getFirst().shape().dim(0);
    dims[1] = 1 + random.nextInt(4);
    for (int i = 2; i < dims.length; i++) {
      dims[i] = rank == 3 ? 1 + random.nextInt(5) : 1 + random.nextInt(9);
    }
    return Shape.of(dims);
  }

  /** Recent values more often, so that graphs become deep as well as wide. */
  private Value pick() {
    int back = Math.min(random.nextInt(4), random.nextInt(values.size()));
    return values.get(values.size() - 1 - Math.min(back, values.size() - 1));
  }

  private Value node(Value x) {
    boolean map = x.spatialRank() > 0;
    return switch (random.nextInt(map ? 18 : 9)) {
      case 0 -> g.relu(x);
      case 1 -> g.batchNorm("bn" + layers, x);
      case 2, 3 -> add(x);
      case 4, 5 -> concat(x);
      case 6 -> map ? g.clip(x, -1f, 1.5f) : g.linear("fc" + layers, x, size(), coin());
      case 7 -> pointwise(x);
      case 8 -> channels(x);
      case 9, 10, 11 -> conv(x);
      case 12 -> residual(x);
      case 13 -> pool(x);
      case 14 -> g.subsamplePadChannels(x, 1 + random.nextInt(2), size() - 1, size() - 1);
      case 15 -> gate(x);
      case 16 -> resized(x);
      default -> end(x);
    };
  }

  private Value pointwise(Value x) {
    return switch (random.nextInt(5)) {
      case 0 -> g.sigmoid(x);
      case 1 -> g.tanh(x);
      case 2 -> g.leakyRelu(x, 0.1);
      case 3 -> g.affine("scale" + layers, x, Shape.of(x.channels()));
      default -> g.hardSwish(x);
    };
  }

  private Value channels(Value x) {
    return switch (random.nextInt(5)) {
      case 0 -> g.channelMax(x);
      case 1 -> g.channelMean(x);
      case 2 -> g.localResponseNorm(x, new LocalResponseNorm(3, 0.5, 0.75, 1));
      case 3 -> g.reshape(x, x.shape().elementCount() / x.shape().dim(0));
      default -> {
        int first = random.nextInt(x.channels());
        yield g.sliceChannels(x, first, 1 + random.nextInt(x.channels() - first));
      }
    };
  }

  /** Squeeze and excitation, or spatial attention. */
  private Value gate(Value x) {
    return switch (random.nextInt(3)) {
      case 0 -> g.multiply(x, g.sigmoid(g.channelMean(x)));
      case 1 -> g.multiply(x, g.hardSigmoid(g.globalMaxPool(x)));
      default ->
          g.multiply(
              x,
              g.sigmoid(
                  g.conv("se" + layers, g.globalAveragePoolMap(x), x.channels(), ConvSpec.of(1))));
    };
  }

  /** Sizes stay small: what grows is cut. */
  private Value resized(Value x) {
    Sampling sampling = Sampling.values()[random.nextInt(Sampling.values().length)];
    int size = size() + 1;
    return switch (random.nextInt(5)) {
      case 0 -> g.resize(x, sampling, size);
      case 1 -> g.adaptiveAveragePool(x, size);
      case 2 -> g.pad(x, new int[] {random.nextInt(2)}, new int[] {random.nextInt(2)});
      case 3 -> g.adaptiveAveragePool(g.rescale(x, sampling, 2), size);
      default -> {
        ConvTransposeSpec spec = ConvTransposeSpec.of(size).stride(2).bias(coin());
        Value up = g.convTranspose("up" + layers, x, size(), spec);
        yield g.resize(coin() ? g.relu(up) : up, sampling, size);
      }
    };
  }

  private Value end(Value x) {
    return switch (random.nextInt(5)) {
      case 0 -> g.globalAveragePool(x);
      case 1 -> g.flatten(x);
      case 2 -> g.linear("fc" + layers, g.flatten(x), size(), coin());
      case 3 -> g.softmax(x);
      default -> g.identity(x);
    };
  }

  private Value conv(Value x) {
    int groups = coin() ? 1 : x.channels();
    ConvSpec spec =
        ConvSpec.of(1 + 2 * random.nextInt(2))
            .padSame()
            .stride(1 + random.nextInt(2))
            .groups(groups)
            .bias(coin());
    Value y = g.conv("conv" + layers, x, groups * size(), spec);
    y = coin() ? g.batchNorm("conv" + layers + ".bn", y) : y;
    return coin() ? g.relu(y) : y;
  }

  /** Two convolutions around which the input is added. */
  private Value residual(Value x) {
    String name = "block" + layers;
    Value y = g.relu(g.conv(name + ".conv1", x, size(), ConvSpec.of(3).padSame()));
    y = g.batchNorm(name + ".bn", g.conv(name + ".conv2", y, x.channels(), ConvSpec.of(1)));
    Value sum = coin() ? g.add(y, x) : g.add(x, y);
    return coin() ? g.relu(sum) : sum;
  }

  private Value pool(Value x) {
    PoolSpec spec = PoolSpec.of(2).stride(1 + random.nextInt(2)).padSame();
    return switch (random.nextInt(3)) {
      case 0 -> g.maxPool(x, spec);
      case 1 -> g.averagePool(x, spec);
      default -> g.averagePool(x, spec.paddingNotCounted());
    };
  }

  private Value add(Value x) {
    List<Value> alike = values.stream().filter(other -> other.shape().equals(x.shape())).toList();
    return g.add(x, alike.get(random.nextInt(alike.size())));
  }

  private Value concat(Value x) {
    List<Value> alike = values.stream().filter(other -> joins(other.shape(), x.shape())).toList();
    if (x.spatialRank() > 0 && coin()) {
      return inception(x);
    }
    Value[] parts = new Value[1 + random.nextInt(3)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = i == 0 ? x : alike.get(random.nextInt(alike.size()));
    }
    return g.concat(parts);
  }

  /** Branches that nothing else reads, normalised and activated together. */
  private Value inception(Value x) {
    Value[] branches = new Value[1 + random.nextInt(3)];
    for (int i = 0; i < branches.length; i++) {
      ConvSpec spec = ConvSpec.of(1 + 2 * i).padSame().bias(coin());
      branches[i] = g.conv("branch" + layers + "." + i, x, size(), spec);
    }
    Value y = g.batchNorm("branch" + layers + ".bn", g.concat(branches));
    return coin() ? g.relu(y) : g.tanh(y);
  }

  private static boolean joins(Shape a, Shape b) {
    long[] other = a.dims();
    other[1] = b.dim(1);
    return Shape.of(other).equals(b);
  }

  private int size() {
    return 1 + random.nextInt(4);
  }

  private boolean coin() {
    return random.nextBoolean();
  }
}
