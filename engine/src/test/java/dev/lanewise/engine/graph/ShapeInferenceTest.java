package dev.lanewise.engine.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every mistake is told with the node, its operation, what was wanted and what came. */
class ShapeInferenceTest {
  private static final Op.Conv CONV_3X3 =
      new Op.Conv(
          2, Extent.of(3, 3), Extent.ONE, Extent.ZERO, Extent.ZERO, Extent.ONE, 1, Clamp.NONE);
  private static final Shape MAP = Shape.of(1, 3, 8, 8);

  @Test
  void convolutionWantsItsWeight() {
    assertEquals(Shape.of(1, 4, 6, 6), infer(CONV_3X3, MAP, Shape.of(4, 3, 3, 3)));
    refuses(
        "n: conv 3x3: wanted weight [4, 3, 3, 3] for input [1, 3, 8, 8], got [4, 2, 3, 3]",
        CONV_3X3,
        MAP,
        Shape.of(4, 2, 3, 3));
    refuses("n: conv 3x3: wanted a weight, got nothing", CONV_3X3, MAP);
    refuses(
        "n: conv 3x3: wanted a map of 2 spatial axes, got [1, 3, 8]",
        CONV_3X3,
        Shape.of(1, 3, 8),
        Shape.of(4, 3, 3, 3));
    refuses(
        "n: conv 3x3: wanted a bias [4], got [5]",
        CONV_3X3,
        MAP,
        Shape.of(4, 3, 3, 3),
        Shape.of(5));
    refuses(
        "n: conv 3x3: wanted a residual of the output's shape [1, 4, 6, 6], got [1, 4, 8, 8]",
        CONV_3X3,
        MAP,
        Shape.of(4, 3, 3, 3),
        null,
        Shape.of(1, 4, 8, 8));
  }

  @Test
  void numbersPerChannelAndRanksMustFit() {
    refuses(
        "n: conv 3x3: wanted a weight of rank 4, got [4, 3, 3]", CONV_3X3, MAP, Shape.of(4, 3, 3));
    refuses(
        "n: batch_norm eps 0.1: wanted operand 3 of shape [3] for input [1, 3, 8, 8], got [4]",
        new Op.BatchNorm(0.1, Clamp.NONE),
        MAP,
        Shape.of(3),
        Shape.of(3),
        Shape.of(4),
        Shape.of(3));
    Op up =
        new SpatialOp.ConvTranspose(
            2,
            Extent.of(2, 2),
            Extent.of(2, 2),
            Extent.ZERO,
            Extent.ZERO,
            Extent.ZERO,
            Extent.ONE,
            1,
            Clamp.NONE);
    refuses(
        "n: conv_transpose 2x2 s2: wanted a weight of rank 4, got [3, 4, 2]",
        up,
        MAP,
        Shape.of(3, 4, 2));
    refuses(
        "n: conv_transpose 2x2 s2: wanted weight [3, 4, 2, 2] for input [1, 3, 8, 8], got [3, 4, 2,"
            + " 3]",
        up,
        MAP,
        Shape.of(3, 4, 2, 3));
    refuses(
        "n: conv_transpose 2x2 s2: wanted a residual of the output's shape [1, 4, 16, 16], got [1,"
            + " 4, 8, 8]",
        up,
        MAP,
        Shape.of(3, 4, 2, 2),
        null,
        Shape.of(1, 4, 8, 8));
  }

  @Test
  void kernelMustNotExceedTheInput() {
    refuses(
        "n: conv 3x3 on [[1, 3, 2, 8], [4, 3, 3, 3]]: convolution: the kernel spans 3 along"
            + " height, more than the padded input's 2",
        CONV_3X3,
        Shape.of(1, 3, 2, 8),
        Shape.of(4, 3, 3, 3));
  }

  @Test
  void linearWantsVectors() {
    Op linear = new Op.Linear(Clamp.NONE);
    assertEquals(Shape.of(2, 5), infer(linear, Shape.of(2, 7), Shape.of(5, 7)));
    refuses(
        "n: linear: wanted an input [N, F] (flatten the map first), got [1, 3, 8, 8]",
        linear,
        MAP,
        Shape.of(5, 3));
    refuses(
        "n: linear: wanted a weight [out, 7] for input [2, 7], got [7, 5]",
        linear,
        Shape.of(2, 7),
        Shape.of(7, 5));
  }

  @Test
  void sumsAndJoinsWantEqualSizes() {
    refuses(
        "n: add: wanted two operands of one shape, got [1, 3, 8, 8] and [1, 3, 8, 7]",
        new Op.Add(Clamp.NONE),
        MAP,
        Shape.of(1, 3, 8, 7));
    assertEquals(Shape.of(1, 5, 8, 8), infer(new Op.Concat(), MAP, Shape.of(1, 2, 8, 8)));
    refuses(
        "n: concat: wanted operands that differ in channels only, got [[1, 3, 8, 8], [1, 3, 4, 8]]",
        new Op.Concat(),
        MAP,
        Shape.of(1, 3, 4, 8));
  }

  @Test
  void batchNormWantsOneNumberPerChannel() {
    Shape c = Shape.of(3);
    refuses(
        "n: batch_norm eps 1.0E-5: wanted operand 3 of shape [3] for input [1, 3, 8, 8], got [4]",
        new Op.BatchNorm(1e-5, Clamp.NONE),
        MAP,
        c,
        c,
        Shape.of(4),
        c);
  }

  @Test
  void poolsKeepChannels() {
    assertEquals(Shape.of(1, 3), infer(new Op.GlobalAveragePool(false), MAP));
    assertEquals(Shape.of(1, 3, 1, 1), infer(new Op.GlobalAveragePool(true), MAP));
    refuses(
        "n: global_average_pool: wanted a map [N, C, spatial...], got [1, 3]",
        new Op.GlobalAveragePool(false),
        Shape.of(1, 3));
  }

  private static Shape infer(Op op, Shape... inputs) {
    return ShapeInference.output("n", op, Arrays.asList(inputs));
  }

  private static void refuses(String message, Op op, Shape... inputs) {
    assertEquals(message, assertThrows(GraphException.class, () -> infer(op, inputs)).getMessage());
  }
}
