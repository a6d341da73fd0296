package dev.lanewise.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.onnx.operator.Operators;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.OnnxBuilder;
import dev.lanewise.testing.ProtoBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random networks of translated and interpreted nodes compute what node after node computes. */
class RandomModelTest {
  private static final int CHANNELS = 4;

  @TempDir Path folder;

  /** A network in the making: all values are {@code [n, 4, h, w]}. */
  private static final class Maker {
    final SplittableRandom random;
    final OnnxBuilder builder = new OnnxBuilder().input("x", DType.F32, "n", CHANNELS, "h", "w");
    final List<String> values = new ArrayList<>(List.of("x"));
    int count;

    Maker(long seed) {
      random = new SplittableRandom(seed);
    }

    String any() {
      return values.get(random.nextInt(values.size()));
    }

    String node(String op, List<String> inputs, ProtoBytes... attributes) {
      String output = "v" + count++;
      builder.node(op, inputs, List.of(output), attributes);
      return output;
    }

    String constant(Tensor tensor) {
      String name = "c" + count++;
      builder.constant(name, tensor);
      return name;
    }

    String longs(long... values) {
      return constant(Tensor.ofLongs(Shape.of(values.length), values));
    }

    String numbers(long... dims) {
      Shape shape = Shape.of(dims);
      float[] values = new float[(int) shape.elementCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-0.5, 0.5);
      }
      return constant(Tensor.ofFloats(shape, values));
    }

    String next() {
      String x = any();
      return switch (random.nextInt(13)) {
        case 0 -> node("Relu", List.of(x));
        case 1 -> node("Erf", List.of(x));
        case 2 -> node("Add", List.of(x, any()));
        case 3 -> node("Add", List.of(x, numbers(CHANNELS, 1, 1)));
        case 4 ->
            node(
                "Conv",
                List.of(x, numbers(CHANNELS, CHANNELS, 3, 3), numbers(CHANNELS)),
                OnnxBuilder.ints("pads", 1, 1, 1, 1));
        case 5 -> node("Mul", List.of(x, node("Sigmoid", List.of(any()))));
        case 6 -> node("Mul", List.of(x, node("GlobalAveragePool", List.of(any()))));
        case 7 -> shuffle(x);
        case 8 -> viaShape(x);
        case 9 -> {
          String there = node("Transpose", List.of(x), OnnxBuilder.ints("perm", 0, 2, 3, 1));
          String product = node("MatMul", List.of(there, numbers(CHANNELS, CHANNELS)));
          yield node("Transpose", List.of(product), OnnxBuilder.ints("perm", 0, 3, 1, 2));
        }
        case 10 ->
            node(
                "MaxPool",
                List.of(x),
                OnnxBuilder.ints("kernel_shape", 3, 3),
                OnnxBuilder.ints("pads", 1, 1, 1, 1));
        case 11 -> {
          String half = node("Slice", List.of(x, longs(0), longs(2), longs(1)));
          String rest = node("Slice", List.of(any(), longs(2), longs(4), longs(1)));
          yield node("Concat", List.of(half, rest), OnnxBuilder.integer("axis", 1));
        }
        default -> node("Identity", List.of(x));
      };
    }

    /** Channels as two groups, the groups moved inside, as ShuffleNet does. */
    private String shuffle(String x) {
      String groups = node("Reshape", List.of(x, sizes(x, 2, CHANNELS / 2)));
      String moved = node("Transpose", List.of(groups), OnnxBuilder.ints("perm", 0, 2, 1, 3, 4));
      return node("Reshape", List.of(moved, sizes(x, CHANNELS)));
    }

    /** The shape of a value with other channels, as a tensor. */
    private String sizes(String x, long... channels) {
      String shape = node("Shape", List.of(x));
      String batch = node("Gather", List.of(shape, longs(0)));
      String rest = node("Slice", List.of(shape, longs(2), longs(9)));
      return node("Concat", List.of(batch, longs(channels), rest), OnnxBuilder.integer("axis", 0));
    }

    /** A shape that is known only when a node has been interpreted. */
    private String viaShape(String x) {
      String abs = node("Abs", List.of(x));
      return node("Reshape", List.of(any(), node("Shape", List.of(abs))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void equalsNodeAfterNode(int seed) throws IOException {
    Maker maker = new Maker(seed);
    for (int i = 0; i < 14; i++) {
      maker.values.add(maker.next());
    }
    String last = maker.values.getLast();
    maker.builder.output(last, DType.F32).output(maker.values.get(5), DType.F32);
    Path file = maker.builder.write(folder.resolve("model.onnx"));
    try (OnnxModel model = OnnxModel.open(file, Options.defaults().threads(1));
        Arena arena = Arena.ofConfined()) {
      for (long[] dims : new long[][] {{1, CHANNELS, 5, 4}, {2, CHANNELS, 3, 6}}) {
        Tensor x = Tensor.allocate(DType.F32, Shape.of(dims), arena);
        for (int i = 0; i < x.elementCount(); i++) {
          x.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) maker.random.nextDouble(-1, 1));
        }
        Map<String, Tensor> actual = model.run(Map.of("x", x), arena);
        Map<String, Tensor> expected = nodeAfterNode(file, x, arena);
        actual.forEach((name, tensor) -> assertNear(name, expected.get(name), tensor));
      }
    }
  }

  private static Map<String, Tensor> nodeAfterNode(Path file, Tensor x, Arena arena)
      throws IOException {
    try (OnnxFile onnx = OnnxFile.open(file)) {
      Map<String, Tensor> values = new HashMap<>(onnx.proto().graph().initializers());
      values.put("x", x);
      for (OnnxNode node : onnx.proto().graph().nodes()) {
        List<Tensor> operands = node.inputs().stream().map(values::get).toList();
        values.put(
            node.outputs().getFirst(), Operators.evaluate(node, 17, operands, arena).getFirst());
      }
      return values;
    }
  }

  /** Sums of 36 products of numbers below 1, again and again, keep five digits. */
  private static void assertNear(String name, Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape(), name);
    float[] e = expected.toFloats();
    float[] y = actual.toFloats();
    double largest = 1;
    for (float value : e) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < e.length; i++) {
      assertTrue(Math.abs(e[i] - y[i]) <= 1e-5 * largest, name + ": " + e[i] + " " + y[i]);
    }
  }
}
