package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.assertTensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.count;
import static dev.lanewise.engine.onnx.operator.Evaluation.floats;
import static dev.lanewise.engine.onnx.operator.Evaluation.longs;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Folds along axes, softmax, places of extremes, and normalisation. */
class ReductionTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  /** The sum along any set of axes agrees with adding elements one by one. */
  @Property(tries = 200)
  void sumAgreesWithAddingOneByOne(
      @ForAll @IntRange(min = 1, max = 3) int n,
      @ForAll @IntRange(min = 1, max = 3) int c,
      @ForAll @IntRange(min = 1, max = 4) int w,
      @ForAll @IntRange(min = 1, max = 7) int set) {
    int[] dims = {n, c, w};
    int[] kept = new int[3];
    long[] axes = new long[Integer.bitCount(set)];
    for (int axis = 0, i = 0; axis < 3; axis++) {
      boolean reduced = (set >> axis & 1) == 1;
      kept[axis] = reduced ? 1 : dims[axis];
      if (reduced) {
        // Every other axis counted from behind.
        axes[i++] = axis == 1 ? axis - 3 : axis;
      }
    }
    double[] wanted = new double[kept[0] * kept[1] * kept[2]];
    for (int i = 0; i < n * c * w; i++) {
      int p = i / (c * w) % kept[0];
      int q = i / w % c % kept[1];
      wanted[(p * kept[1] + q) * kept[2] + i % w % kept[2]] += i;
    }
    Tensor x = count(DType.I64, n, c, w);
    Evaluation.of("ReduceSum", x, longs(axes))
        .gives(DType.I64, Shape.of(kept[0], kept[1], kept[2]), wanted);
    Evaluation.of("ReduceSum", x)
        .opset(11)
        .with("axes", axes)
        .gives(DType.I64, Shape.of(kept[0], kept[1], kept[2]), wanted);
  }

  @Test
  void everyReduction() {
    Tensor x = floats(Shape.of(2, 2), 1, -2, 3, 4);
    Tensor axis = longs(1);
    Evaluation.of("ReduceSum", x, axis).givesAbout(-1, 7);
    Evaluation.of("ReduceMean", x, axis).givesAbout(-0.5, 3.5);
    Evaluation.of("ReduceMax", x, axis).givesAbout(1, 4);
    Evaluation.of("ReduceMin", x, axis).givesAbout(-2, 3);
    Evaluation.of("ReduceProd", x, axis).givesAbout(-2, 12);
    Evaluation.of("ReduceL1", x, axis).givesAbout(3, 7);
    Evaluation.of("ReduceL2", x, axis).givesAbout(Math.sqrt(5), 5);
    Evaluation.of("ReduceSumSquare", x, axis).givesAbout(5, 25);
    Evaluation.of("ReduceLogSum", floats(Shape.of(2), 1, 2)).givesAbout(Math.log(3));
    Evaluation.of("ReduceLogSumExp", floats(Shape.of(2), 1000, 1000))
        .givesAbout(1000 + Math.log(2));
  }

  @Test
  void axesMayBeNone() {
    Tensor x = count(DType.F32, 2, 2);
    Evaluation.of("ReduceSum", x).gives(DType.F32, Shape.of(1, 1), 6);
    Evaluation.of("ReduceSum", x).with("keepdims", 0).gives(DType.F32, Shape.SCALAR, 6);
    Evaluation.of("ReduceSumSquare", x)
        .with("noop_with_empty_axes", 1)
        .gives(DType.F32, Shape.of(2, 2), 0, 1, 4, 9);
    Evaluation.of("ReduceSum", x, longs(2)).isRefused("axes", "[-2, 1]", "2");
    Evaluation.of("ReduceSum", x, longs(0, -2)).isRefused("axes", "twice");
  }

  @Test
  void nothingIsReducedToTheNeutralElement() {
    Tensor none = count(DType.F32, 2, 0);
    Evaluation.of("ReduceSum", none, longs(1)).gives(DType.F32, Shape.of(2, 1), 0, 0);
    Evaluation.of("ReduceMax", none, longs(1)).gives(DType.F32, Shape.of(2, 1), -INF, -INF);
    Evaluation.of("ReduceMin", count(DType.U8, 0)).gives(DType.U8, Shape.of(1), 255);
    Evaluation.of("ReduceMax", tensor(DType.BOOL, Shape.of(2), 0, 1))
        .gives(DType.BOOL, Shape.of(1), 1);
  }

  @Test
  void softmaxFlattensUpToVersion12() {
    Tensor x = floats(Shape.of(2, 2), 0, Math.log(3), 0, 0);
    Evaluation.of("Softmax", x).givesAbout(0.25, 0.75, 0.5, 0.5);
    Evaluation.of("Softmax", x)
        .opset(11)
        .with("axis", 0)
        .givesAbout(1 / 6.0, 0.5, 1 / 6.0, 1 / 6.0);
    Evaluation.of("LogSoftmax", x)
        .givesAbout(Math.log(0.25), Math.log(0.75), -Math.log(2), -Math.log(2));
    Evaluation.of("Hardmax", x).givesAbout(0, 1, 1, 0);
    Evaluation.of("Softmax", floats(Shape.of(2), 1e30, 1e30)).givesAbout(0.5, 0.5);
    Evaluation.of("Softmax", x).with("axis", 2).isRefused("axis", "[-2, 1]");
    Evaluation.of("Softmax", longs(1)).isRefused("input", "floating-point");
  }

  @Test
  void placesOfExtremes() {
    Tensor x = floats(Shape.of(2, 3), 1, 5, 5, 2, 2, 0);
    Evaluation.of("ArgMax", x).with("axis", 1).gives(DType.I64, Shape.of(2, 1), 1, 0);
    Evaluation.of("ArgMax", x)
        .with("axis", -1)
        .with("keepdims", 0)
        .with("select_last_index", 1)
        .gives(DType.I64, Shape.of(2), 2, 1);
    Evaluation.of("ArgMin", x).gives(DType.I64, Shape.of(1, 3), 0, 1, 1);
  }

  @Test
  void batchNormalisationInEveryVersion() {
    Tensor x = floats(Shape.of(1, 2, 2), 1, 2, 3, 4);
    Tensor[] operands = {
      x,
      vector(DType.F32, 2, 3),
      vector(DType.F32, 10, 20),
      vector(DType.F32, 1, 2),
      vector(DType.F32, 4, 9)
    };
    for (int opset : new int[] {1, 6, 7, 9, 14, 15}) {
      Evaluation.of("BatchNormalization", operands)
          .opset(opset)
          .with("epsilon", 0f)
          .givesAbout(10, 11, 21, 22);
    }
    Evaluation.of("BatchNormalization", operands).with("training_mode", 1).isRefused("training");
    operands[3] = vector(DType.F32, 1);
    Evaluation.of("BatchNormalization", operands).isRefused("input_mean", "2 numbers", "[1]");
  }

  @Test
  void normalisations() {
    Tensor x = floats(Shape.of(1, 2, 2), 1, 3, 10, 30);
    Tensor one = vector(DType.F32, 1, 1);
    Tensor zero = vector(DType.F32, 0, 1);
    Evaluation.of("InstanceNormalization", x, one, zero)
        .with("epsilon", 0f)
        .givesAbout(-1, 1, 0, 2);
    Evaluation.of("GroupNormalization", x, one, zero)
        .with("num_groups", 2)
        .with("epsilon", 0f)
        .givesAbout(-1, 1, 0, 2);
    Evaluation.of("GroupNormalization", x, one, zero).with("num_groups", 3).isRefused("num_groups");
    Evaluation.of("LpNormalization", floats(Shape.of(2, 2), 3, 4, 0, 0)).givesAbout(0.6, 0.8, 0, 0);
    Evaluation.of("LpNormalization", floats(Shape.of(2), 1, 3)).with("p", 1).givesAbout(0.25, 0.75);
    Evaluation.of("MeanVarianceNormalization", floats(Shape.of(1, 1, 1, 2), 1, 3))
        .givesAbout(-1, 1);
    Evaluation.of("LRN", floats(Shape.of(1, 3, 1, 1), 1, 2, 3))
        .with("size", 3)
        .with("alpha", 3f)
        .with("beta", 1f)
        .givesAbout(1 / 6.0, 2 / 15.0, 3 / 14.0);
    Evaluation.of("RMSNormalization", floats(Shape.of(2), 1, 7), vector(DType.F32, 1, 2))
        .with("epsilon", 0f)
        .givesAbout(0.2, 2.8);
  }

  @Test
  void layerNormalisationGivesItsStatistics() {
    Tensor x = floats(Shape.of(2, 2), 1, 3, 5, 9);
    List<Tensor> outputs =
        Evaluation.of("LayerNormalization", x, vector(DType.F32, 1, 2), vector(DType.F32, 0, 1))
            .with("epsilon", 0f)
            .outputs(3)
            .all();
    assertTensor(outputs.get(0), DType.F32, Shape.of(2, 2), -1, 3, -1, 3);
    assertTensor(outputs.get(1), DType.F32, Shape.of(2, 1), 2, 7);
    assertTensor(outputs.get(2), DType.F32, Shape.of(2, 1), 1, 0.5);
  }
}
