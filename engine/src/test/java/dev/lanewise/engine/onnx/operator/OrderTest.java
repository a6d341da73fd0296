package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.assertTensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.count;
import static dev.lanewise.engine.onnx.operator.Evaluation.longs;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Sorting, running sums, positions, and putting elements to places. */
class OrderTest {
  /** Sorting all elements of small numbers gives the order that a stable sort gives. */
  @Property(tries = 100)
  void topKSortsStably(
      @ForAll @IntRange(max = 12) int n, @ForAll boolean largest, @ForAll long seed) {
    double[] values = new Random(seed).ints(n, 0, 4).asDoubleStream().toArray();
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted((a, b) -> (largest ? -1 : 1) * Double.compare(values[a], values[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Tensor> sorted =
        Evaluation.of("TopK", vector(DType.F16, values), longs(n))
            .with("largest", largest ? 1 : 0)
            .outputs(2)
            .all();
    double[] wanted = IntStream.of(order).mapToDouble(i -> values[i]).toArray();
    double[] places = IntStream.of(order).asDoubleStream().toArray();
    assertTensor(sorted.get(0), DType.F16, Shape.of(n), wanted);
    assertTensor(sorted.get(1), DType.I64, Shape.of(n), places);
  }

  @Test
  void topKAlongAnAxis() {
    Tensor x = tensor(DType.I8, Shape.of(3, 2), 1, 6, 5, 2, 3, 4);
    Evaluation.of("TopK", x, longs(2))
        .with("axis", 0)
        .outputs(2)
        .gives(DType.I8, Shape.of(2, 2), 5, 6, 3, 4);
    Evaluation.of("TopK", x, longs(4)).with("axis", 0).isRefused("K", "[0, 3]", "4");
  }

  @Test
  void runningSums() {
    Tensor x = count(DType.F32, 2, 3);
    Evaluation.of("CumSum", x, longs(1)).gives(DType.F32, Shape.of(2, 3), 0, 1, 3, 3, 7, 12);
    Evaluation.of("CumSum", count(DType.I32, 4), longs(-1))
        .with("exclusive", 1)
        .with("reverse", 1)
        .gives(DType.I32, Shape.of(4), 6, 5, 3, 0);
  }

  @Test
  void trianglesAndPositions() {
    Tensor x = tensor(DType.U8, Shape.of(2, 2), 1, 2, 3, 4);
    Evaluation.of("Trilu", x).gives(DType.U8, Shape.of(2, 2), 1, 2, 0, 4);
    Evaluation.of("Trilu", x, longs(-1))
        .with("upper", 0)
        .gives(DType.U8, Shape.of(2, 2), 0, 0, 3, 0);
    Evaluation.of("NonZero", tensor(DType.F32, Shape.of(2, 2), 0, 1, 2, 0))
        .gives(DType.I64, Shape.of(2, 2), 0, 1, 1, 0);
    Evaluation.of("OneHot", longs(1, -1, 7), longs(3), vector(DType.F32, 0, 5))
        .gives(DType.F32, Shape.of(3, 3), 0, 5, 0, 0, 0, 5, 0, 0, 0);
  }

  @Test
  void scatterPutsOrFolds() {
    Tensor x = count(DType.F32, 2, 2);
    Tensor at = tensor(DType.I64, Shape.of(1, 2), 1, 0);
    Evaluation.of("ScatterElements", x, at, tensor(DType.F32, Shape.of(1, 2), 8, 9))
        .gives(DType.F32, Shape.of(2, 2), 0, 9, 8, 3);
    Evaluation twice =
        Evaluation.of(
            "ScatterND", x, tensor(DType.I64, Shape.of(2, 1), 1, 1), count(DType.F32, 2, 2));
    twice.with("reduction", "add").gives(DType.F32, Shape.of(2, 2), 0, 1, 4, 7);
    twice.with("reduction", "max").gives(DType.F32, Shape.of(2, 2), 0, 1, 2, 3);
    twice.with("reduction", "mean").isRefused("reduction", "mean");
    Evaluation.of("ScatterElements", x, at, count(DType.F32, 2, 2)).isRefused("updates", "[1, 2]");
  }
}
