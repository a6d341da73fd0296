package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;

/** The shapes of {@link PointwiseOp}. */
final class PointwiseShapes {
  private PointwiseShapes() {}

  static Shape infer(PointwiseOp op, OperandShapes in) {
    return switch (op) {
      case PointwiseOp.Activate _ -> in.x();
      case PointwiseOp.Multiply _ -> multiply(in);
    };
  }

  private static Shape multiply(OperandShapes in) {
    Shape a = in.x();
    Shape b = in.required(1, "a second operand");
    if (!b.equals(a) && !isPerChannel(a, b) && !isPerPosition(a, b)) {
      throw in.wanted(
          "a second operand of the first one's shape, or with one number per channel or per"
              + " position",
          a + " and " + b);
    }
    return a;
  }

  private static boolean isPerChannel(Shape a, Shape b) {
    return b.rank() >= 2
        && b.dim(0) == a.dim(0)
        && b.dim(1) == a.dim(1)
        && b.elementCount() == b.dim(0) * b.dim(1);
  }

  private static boolean isPerPosition(Shape a, Shape b) {
    long[] dims = a.dims();
    dims[1] = 1;
    return b.equals(Shape.of(dims));
  }
}
