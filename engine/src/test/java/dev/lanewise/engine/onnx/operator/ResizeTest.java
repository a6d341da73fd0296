package dev.lanewise.engine.onnx.operator;

import static dev.lanewise.engine.onnx.operator.Evaluation.count;
import static dev.lanewise.engine.onnx.operator.Evaluation.floats;
import static dev.lanewise.engine.onnx.operator.Evaluation.longs;
import static dev.lanewise.engine.onnx.operator.Evaluation.tensor;
import static dev.lanewise.engine.onnx.operator.Evaluation.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Resize and Upsample. */
class ResizeTest {
  private static final String[] COORDINATES = {
    "half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"
  };

  /**
   * Linear weights agree with the formulas of the coordinate modes, computed position by position.
   */
  @Property(tries = 200)
  void linearAgreesWithItsFormula(
      @ForAll @IntRange(min = 1, max = 6) int in,
      @ForAll @IntRange(min = 1, max = 9) int out,
      @ForAll @IntRange(max = 3) int mode) {
    double[] values = new double[in];
    for (int i = 0; i < in; i++) {
      values[i] = i * i - 3 * i;
    }
    double[] wanted = new double[out];
    for (int i = 0; i < out; i++) {
      double ratio = (double) in / out;
      double p =
          switch (mode) {
            case 0 -> (i + 0.5) * ratio - 0.5;
            case 1 -> i * ratio;
            case 2 -> out == 1 ? 0 : i * (in - 1.0) / (out - 1);
            default -> out == 1 ? 0 : (i + 0.5) * ratio - 0.5;
          };
      int left = (int) Math.floor(p);
      double weight = p - left;
      wanted[i] =
          (1 - weight) * values[Math.clamp(left, 0, in - 1)]
              + weight * values[Math.clamp(left + 1, 0, in - 1)];
    }
    resize(vector(DType.F64, values), longs(out))
        .with("mode", "linear")
        .with("coordinate_transformation_mode", COORDINATES[mode])
        .givesAbout(wanted);
  }

  private static Evaluation resize(Tensor x, Tensor sizes) {
    return Evaluation.of("Resize", x, null, null, sizes);
  }

  private static Evaluation scale(Tensor x, double... scales) {
    return Evaluation.of("Resize", x, null, vector(DType.F32, scales));
  }

  @Test
  void nearestTakesElementsOfAnyTypeAndRoundsFourWays() {
    Tensor x = count(DType.U8, 4);
    // Positions 0.5 and 2.5 lie halfway.
    Evaluation half = scale(x, 0.5);
    half.gives(DType.U8, Shape.of(2), 0, 2);
    half.with("nearest_mode", "round_prefer_ceil").gives(DType.U8, Shape.of(2), 1, 3);
    half.with("nearest_mode", "floor").gives(DType.U8, Shape.of(2), 0, 2);
    half.with("nearest_mode", "ceil").gives(DType.U8, Shape.of(2), 1, 3);
    half.with("nearest_mode", "round").isRefused("nearest_mode", "round");
    resize(tensor(DType.BOOL, Shape.of(1, 2), 0, 1), longs(2, 4))
        .gives(DType.BOOL, Shape.of(2, 4), 0, 0, 1, 1, 0, 0, 1, 1);
  }

  @Test
  void scalesAreFloat32() {
    // In double 3 / 0.6f is a little less than 5, and 10 * 0.7f a little less than 7.
    scale(count(DType.F32, 10), 0.6)
        .with("coordinate_transformation_mode", "asymmetric")
        .with("nearest_mode", "floor")
        .gives(DType.F32, Shape.of(6), 0, 1, 3, 5, 6, 8);
    scale(count(DType.F32, 10), 0.7)
        .with("coordinate_transformation_mode", "asymmetric")
        .with("nearest_mode", "floor")
        .gives(DType.F32, Shape.of(7), 0, 1, 2, 4, 5, 7, 8);
  }

  /**
   * A cubic through equally spaced samples of a straight line is that line, away from the edges.
   */
  @Test
  void cubicReproducesALine() {
    double[] y =
        scale(count(DType.F64, 8), 2)
            .with("mode", "cubic")
            .with("cubic_coeff_a", -0.5f)
            .run()
            .toDoubles();
    for (int i = 4; i < 12; i++) {
      assertEquals((i + 0.5) / 2 - 0.5, y[i], 1e-12);
    }
  }

  @Test
  void antialiasingAveragesWhereAnAxisShrinks() {
    scale(floats(Shape.of(4), 1, 2, 3, 4), 0.5)
        .with("mode", "linear")
        .with("antialias", 1)
        .givesAbout((1 * 3 + 2 * 3 + 3 * 1 + 1) / 8.0, (2 * 1 + 3 * 3 + 4 * 3 + 4) / 8.0);
    scale(floats(Shape.of(4), 1, 2, 3, 4), 0.5)
        .with("mode", "linear")
        .with("antialias", 1)
        .with("exclude_outside", 1)
        .givesAbout((1 * 3 + 2 * 3 + 3 * 1) / 7.0, (2 * 1 + 3 * 3 + 4 * 3) / 7.0);
  }

  @Test
  void regionsAreCroppedAndExtrapolated() {
    Evaluation.of("Resize", count(DType.F32, 3), vector(DType.F32, 0.5, 1.5), null, longs(3))
        .with("mode", "linear")
        .with("coordinate_transformation_mode", "tf_crop_and_resize")
        .with("extrapolation_value", 9f)
        .givesAbout(1, 2, 9);
    resize(count(DType.F32, 3), longs(3))
        .with("coordinate_transformation_mode", "tf_crop_and_resize")
        .isRefused("roi", "2 numbers", "0 numbers");
  }

  @Test
  void axesAndAspectRatio() {
    Tensor x = count(DType.F32, 1, 1, 2, 4);
    long[] axes = {2, 3};
    resize(x, longs(7, 8)).with("axes", axes).with("keep_aspect_ratio_policy", "not_larger").run();
    Evaluation policy = resize(x, longs(7, 8)).with("axes", axes);
    assertShape(policy.with("keep_aspect_ratio_policy", "not_larger"), 1, 1, 4, 8);
    assertShape(policy.with("keep_aspect_ratio_policy", "not_smaller"), 1, 1, 7, 14);
    policy.with("keep_aspect_ratio_policy", "same").isRefused("keep_aspect_ratio_policy", "same");
  }

  private static void assertShape(Evaluation evaluation, long... dims) {
    assertEquals(Shape.of(dims), evaluation.run().shape());
  }

  @Test
  void olderVersions() {
    Tensor x = count(DType.F32, 1, 1, 1, 2);
    double[] wanted = {0, 0, 1, 1};
    Tensor scales = vector(DType.F32, 1, 1, 1, 2);
    Evaluation.of("Upsample", x, scales).opset(9).gives(DType.F32, Shape.of(1, 1, 1, 4), wanted);
    Evaluation.of("Upsample", x)
        .opset(7)
        .with("scales", new float[] {1, 1, 1, 2})
        .gives(DType.F32, Shape.of(1, 1, 1, 4), wanted);
    Evaluation.of("Upsample", x)
        .opset(1)
        .with("width_scale", 2f)
        .with("height_scale", 1f)
        .gives(DType.F32, Shape.of(1, 1, 1, 4), wanted);
    Evaluation.of("Resize", x, scales).opset(10).with("mode", "linear").givesAbout(0, 0.5, 1, 1);
  }

  @Test
  void errorsNameTheOperand() {
    Tensor x = count(DType.F32, 2, 2);
    Evaluation.of("Resize", x).isRefused("scales and sizes", "none");
    scale(x, 1).isRefused("scales", "2 numbers", "1 numbers");
    scale(x, 1, -1).isRefused("scales", "above 0");
    resize(x, longs(2, -2)).isRefused("sizes", "-2");
    scale(x, 1, 2).with("mode", "area").isRefused("mode", "area");
    scale(x, 1, 2).with("coordinate_transformation_mode", "x").isRefused("half_pixel", "x");
  }
}
