package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.assertTensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.count;
import static dev.lanewise.engine.onnx.operator.Evaluation.longs;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators that reorder, cut, join, repeat and pick elements. */
class MovementTest {
  @ParameterizedTest
  @EnumSource
  void transposeMovesElementsOfEveryType(DType dtype) {
    boolean bool = dtype == DType.BOOL;
    Evaluation.of("Transpose", count(dtype, 2, 3))
        .gives(
            dtype,
            Shape.of(3, 2),
            bool ? new double[] {0, 1, 1, 1, 1, 1} : new double[] {0, 3, 1, 4, 2, 5});
  }

  @Property(tries = 100)
  void transposeAndItsInverseGiveTheInput(
      @ForAll @IntRange(min = 1, max = 5) int rank, @ForAll long seed) {
    Random random = new Random(seed);
    long[] dims = LongStream.range(0, rank).map(_ -> 1 + random.nextInt(4)).toArray();
    List<Integer> shuffled = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      shuffled.add(i);
    }
    Collections.shuffle(shuffled, random);
    long[] order = new long[rank];
    long[] inverse = new long[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = shuffled.get(i);
      inverse[shuffled.get(i)] = i;
    }
    Tensor x = count(DType.I16, dims);
    Tensor there = Evaluation.of("Transpose", x).with("perm", order).run();
    Tensor back = Evaluation.of("Transpose", there).with("perm", inverse).run();
    assertTrue(back.contentEquals(x));
  }

  @Test
  void transposeRefusesAxesThatAreNone() {
    Tensor x = count(DType.F32, 2, 3);
    Evaluation.of("Transpose", x).with("perm", new long[] {0, 2}).isRefused("perm", "2", "[-2, 1]");
    Evaluation.of("Transpose", x).with("perm", new long[] {0, 0}).isRefused("perm", "twice");
    Evaluation.of("Transpose", x)
        .with("perm", new long[] {0})
        .isRefused("perm", "2 axes", "1 axes");
  }

  /** A slice agrees with stepping through the positions one by one. */
  @Property(tries = 500)
  void sliceAgreesWithStepping(
      @ForAll @IntRange(min = 1, max = 6) int extent,
      @ForAll @IntRange(min = -8, max = 8) int start,
      @ForAll @IntRange(min = -8, max = 8) int end,
      @ForAll @IntRange(min = 1, max = 3) int distance,
      @ForAll boolean forward) {
    int from = start < 0 ? start + extent : start;
    int to = end < 0 ? end + extent : end;
    List<Double> wanted = new ArrayList<>();
    if (forward) {
      for (int i = Math.max(from, 0); i < Math.min(to, extent); i += distance) {
        wanted.add((double) i);
      }
    } else {
      int last = Math.max(to, -1);
      for (int i = Math.clamp(from, 0, extent - 1); i > last; i -= distance) {
        wanted.add((double) i);
      }
    }
    long step = forward ? distance : -distance;
    Evaluation.of(
            "Slice", count(DType.I32, extent), longs(start), longs(end), longs(0), longs(step))
        .gives(
            DType.I32,
            Shape.of(wanted.size()),
            wanted.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Test
  void sliceReadsAttributesUpToVersion9AndExtremePositions() {
    Tensor x = count(DType.F32, 2, 3);
    Evaluation.of("Slice", x)
        .opset(9)
        .with("starts", new long[] {1})
        .with("ends", new long[] {Long.MAX_VALUE})
        .with("axes", new long[] {-1})
        .gives(DType.F32, Shape.of(2, 2), 1, 2, 4, 5);
    Evaluation.of(
            "Slice",
            x,
            longs(Long.MAX_VALUE),
            longs(Long.MIN_VALUE),
            longs(1),
            longs(Long.MIN_VALUE))
        .gives(DType.F32, Shape.of(2, 1), 2, 5);
    Evaluation.of("Slice", x, longs(0), longs(1), longs(0), longs(0)).isRefused("steps", "0");
    Evaluation.of("Slice", x, longs(0), longs(1, 2)).isRefused("ends", "1 numbers", "2 numbers");
    Evaluation.of("Slice", count(DType.F32, 0), longs(5), longs(-9), longs(0), longs(-1))
        .gives(DType.F32, Shape.of(0));
  }

  @Test
  void concatJoinsWhatSplitCuts() {
    Tensor x = count(DType.F32, 2, 5);
    List<Tensor> parts = Evaluation.of("Split", x, longs(2, 0, 3)).with("axis", 1).outputs(3).all();
    assertTensor(parts.get(0), DType.F32, Shape.of(2, 2), 0, 1, 5, 6);
    assertTensor(parts.get(1), DType.F32, Shape.of(2, 0));
    Evaluation.of("Concat", parts.toArray(Tensor[]::new))
        .with("axis", -1)
        .gives(DType.F32, Shape.of(2, 5), x.toDoubles());
    List<Tensor> halves =
        Evaluation.of("Split", x).with("axis", 1).with("num_outputs", 2).outputs(2).all();
    assertTensor(halves.get(1), DType.F32, Shape.of(2, 2), 3, 4, 8, 9);
    Evaluation.of("Split", x, longs(2, 2)).with("axis", 1).outputs(2).isRefused("split", "5");
    Evaluation.of("Concat", x, count(DType.F32, 3, 5))
        .with("axis", 1)
        .isRefused("input 1", "[3, 5]");
    Evaluation.of("Concat", x, count(DType.F64, 2, 5)).with("axis", 1).isRefused("input 1", "F64");
  }

  @Test
  void expandAndTileRepeat() {
    Evaluation.of("Expand", count(DType.U8, 2, 1), longs(2, 1, 2))
        .gives(DType.U8, Shape.of(2, 2, 2), 0, 0, 1, 1, 0, 0, 1, 1);
    Evaluation.of("Expand", count(DType.U8, 3), longs(2)).isRefused("input", "[2]", "[3]");
    Evaluation.of("Tile", count(DType.U8, 1, 2), longs(2, 2))
        .gives(DType.U8, Shape.of(2, 4), 0, 1, 0, 1, 0, 1, 0, 1);
    Evaluation.of("Tile", count(DType.U8, 2), longs(0)).gives(DType.U8, Shape.of(0));
    Evaluation.of("Expand", count(DType.U8, 1), longs(Long.MAX_VALUE)).isRefused("elements");
  }

  @Test
  void depthAndSpaceAreExchanged() {
    Tensor x = count(DType.F32, 1, 4, 1, 2);
    Evaluation.of("DepthToSpace", x)
        .with("blocksize", 2)
        .gives(DType.F32, Shape.of(1, 1, 2, 4), 0, 2, 1, 3, 4, 6, 5, 7);
    Tensor deep = count(DType.F32, 1, 8, 1, 1);
    Evaluation.of("DepthToSpace", deep)
        .with("blocksize", 2)
        .with("mode", "CRD")
        .gives(DType.F32, Shape.of(1, 2, 2, 2), 0, 1, 2, 3, 4, 5, 6, 7);
    Tensor spread = Evaluation.of("DepthToSpace", x).with("blocksize", 2).run();
    Evaluation.of("SpaceToDepth", spread)
        .with("blocksize", 2)
        .gives(DType.F32, x.shape(), x.toDoubles());
    Evaluation.of("DepthToSpace", x).with("blocksize", 3).isRefused("channels that 9 divides");
    Evaluation.of("DepthToSpace", x).with("blocksize", 0).isRefused("blocksize");
  }

  @Test
  void padModes() {
    Tensor x = count(DType.I32, 4);
    Tensor pads = longs(2, 3);
    Evaluation.of("Pad", x, pads, tensor(DType.I32, Shape.SCALAR, 9))
        .gives(DType.I32, Shape.of(9), 9, 9, 0, 1, 2, 3, 9, 9, 9);
    Evaluation.of("Pad", x, pads)
        .with("mode", "edge")
        .gives(DType.I32, Shape.of(9), 0, 0, 0, 1, 2, 3, 3, 3, 3);
    Evaluation.of("Pad", x, pads)
        .with("mode", "reflect")
        .gives(DType.I32, Shape.of(9), 2, 1, 0, 1, 2, 3, 2, 1, 0);
    Evaluation.of("Pad", x, pads)
        .with("mode", "wrap")
        .gives(DType.I32, Shape.of(9), 2, 3, 0, 1, 2, 3, 0, 1, 2);
    Evaluation.of("Pad", x, longs(-1, -2)).gives(DType.I32, Shape.of(1), 1);
    Evaluation.of("Pad", x, longs(-3, -2)).isRefused("pads", "axis 0");
    Evaluation.of("Pad", count(DType.F32, 2, 2), longs(0, 1), null, longs(-1))
        .gives(DType.F32, Shape.of(2, 3), 0, 1, 0, 2, 3, 0);
    Evaluation.of("Pad", count(DType.F32, 2))
        .opset(2)
        .with("pads", new long[] {1, 0})
        .with("value", 5f)
        .gives(DType.F32, Shape.of(3), 5, 0, 1);
    Evaluation.of("Pad", x, longs(1)).isRefused("pads", "2 numbers", "1 numbers");
    Evaluation.of("Pad", x, pads).with("mode", "mirror").isRefused("mode", "mirror");
  }

  @Test
  void gatherPicksSlicesAndElements() {
    Tensor x = count(DType.F16, 2, 3);
    Tensor indices = tensor(DType.I32, Shape.of(2, 1), -1, 0);
    Evaluation.of("Gather", x, indices)
        .with("axis", 1)
        .gives(DType.F16, Shape.of(2, 2, 1), 2, 0, 5, 3);
    Evaluation.of("Gather", x, tensor(DType.I64, Shape.SCALAR, 1))
        .gives(DType.F16, Shape.of(3), 3, 4, 5);
    Evaluation.of("GatherElements", x, tensor(DType.I64, Shape.of(2, 2), 2, -3, 0, 1))
        .with("axis", 1)
        .gives(DType.F16, Shape.of(2, 2), 2, 0, 3, 4);
    Evaluation.of("GatherND", x, tensor(DType.I64, Shape.of(2, 2), 0, 1, 1, -1))
        .gives(DType.F16, Shape.of(2), 1, 5);
    Evaluation.of("Compress", x, tensor(DType.BOOL, Shape.of(3), 0, 1, 1))
        .with("axis", 1)
        .gives(DType.F16, Shape.of(2, 2), 1, 2, 4, 5);
    Evaluation.of("Gather", x, longs(2)).isRefused("indices", "[-2, 1]", "2");
    Evaluation.of("Gather", x, vector(DType.F32, 0)).isRefused("indices", "integers");
  }

  @Test
  void shapesAreComputed() {
    Tensor x = count(DType.F32, 2, 3, 4);
    Evaluation.of("Shape", x).gives(DType.I64, Shape.of(3), 2, 3, 4);
    Evaluation.of("Shape", x).with("start", -2).with("end", 9).gives(DType.I64, Shape.of(2), 3, 4);
    Evaluation.of("Size", x).gives(DType.I64, Shape.SCALAR, 24);
    Evaluation.of("Reshape", x, longs(0, -1)).gives(DType.F32, Shape.of(2, 12), x.toDoubles());
    Evaluation.of("Reshape", count(DType.F32, 0, 2), longs(5, 0))
        .with("allowzero", 1)
        .gives(DType.F32, Shape.of(5, 0));
    Evaluation.of("Reshape", x).opset(4).with("shape", new long[] {24}).run();
    Evaluation.of("Reshape", x, longs(5, -1)).isRefused("shape", "5", "[2, 3, 4]");
    Evaluation.of("Reshape", x, longs(-1, -1)).isRefused("shape", "-1 at most once");
    Evaluation.of("Reshape", x, longs(7)).isRefused("shape", "[7]");
    Evaluation.of("Flatten", x).with("axis", -1).gives(DType.F32, Shape.of(6, 4), x.toDoubles());
    Evaluation.of("Flatten", x).with("axis", 3).gives(DType.F32, Shape.of(24, 1), x.toDoubles());
    Evaluation.of("Unsqueeze", vector(DType.F32, 7), longs(-1, 0))
        .gives(DType.F32, Shape.of(1, 1, 1), 7);
    Evaluation.of("Squeeze", count(DType.F32, 1, 2, 1), longs(-1))
        .gives(DType.F32, Shape.of(1, 2), 0, 1);
    Evaluation.of("Squeeze", count(DType.F32, 1, 2, 1)).gives(DType.F32, Shape.of(2), 0, 1);
    Evaluation.of("Squeeze", x, longs(0)).isRefused("axes", "axis with one element");
  }

  @Test
  void numbersAreGenerated() {
    Evaluation.of("Range", longs(5), longs(-2), longs(-3)).gives(DType.I64, Shape.of(3), 5, 2, -1);
    Evaluation.of("Range", vector(DType.F64, 0), vector(DType.F64, 1), vector(DType.F64, 0.4))
        .givesAbout(0, 0.4, 0.8);
    Evaluation.of("Range", longs(0), longs(1), longs(0)).isRefused("delta", "0");
    Evaluation.of("ConstantOfShape", longs(2, 1))
        .with("value", vector(DType.I8, -3))
        .gives(DType.I8, Shape.of(2, 1), -3, -3);
    Evaluation.of("ConstantOfShape", longs(-1)).isRefused("-1");
    Evaluation.of("Constant").with("value_floats", new float[] {1, 2}).run();
    Evaluation.of("Constant").with("value_int", 3).gives(DType.I64, Shape.SCALAR, 3);
    Evaluation.of("Constant").isRefused("value");
    Evaluation.of("EyeLike", count(DType.I32, 2, 3))
        .with("k", 1)
        .gives(DType.I32, Shape.of(2, 3), 0, 1, 0, 0, 0, 1);
  }
}
