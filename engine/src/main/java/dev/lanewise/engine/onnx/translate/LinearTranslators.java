package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.kernels.Clamp;
import java.util.Map;

/** Products with a constant matrix. */
final class LinearTranslators {
  private LinearTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Gemm", LinearTranslators::gemm);
    all.put("MatMul", LinearTranslators::matMul);
  }

  private static void gemm(Translation t) {
    String x = t.x(0);
    require(t.shape(0).rank() == 2, "its input has %d dimensions".formatted(t.shape(0).rank()));
    require(!t.node().flag("transA", false), "its input is transposed");
    boolean byRows = t.node().flag("transB", false);
    double alpha = t.node().number("alpha", 1);
    String weight = weight(t, byRows, alpha);
    long features = t.shapeOf(weight).dim(0);
    double beta = t.node().number("beta", 1);
    String bias = t.has(2) && beta != 0 ? bias(t, features, beta) : "";
    t.result(new Op.Linear(Clamp.NONE), x, weight, bias);
  }

  private static void matMul(Translation t) {
    String x = t.x(0);
    require(t.shape(0).rank() == 2, "its input has %d dimensions".formatted(t.shape(0).rank()));
    t.result(new Op.Linear(Clamp.NONE), x, weight(t, false, 1));
  }

  /** The matrix as {@code [out, in]}: as it stands in the file, or a changed copy. */
  private static String weight(Translation t, boolean byRows, double alpha) {
    Shape shape = t.shape(1);
    require(shape.rank() == 2, "its matrix has %d dimensions".formatted(shape.rank()));
    if (byRows && alpha == 1) {
      return t.weight(1);
    }
    Tensor tensor = t.constant(1);
    require(tensor.dtype() == DType.F32, "its matrix is " + tensor.dtype());
    float[] from = tensor.toFloats();
    int rows = (int) shape.dim(0);
    int columns = (int) shape.dim(1);
    float[] to = new float[from.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int target = byRows ? r * columns + c : c * rows + r;
        to[target] = (float) (alpha * from[r * columns + c]);
      }
    }
    return t.numbers("weight", byRows ? shape : Shape.of(columns, rows), to);
  }

  private static String bias(Translation t, long features, double beta) {
    Shape shape = t.shape(2);
    long count = shape.elementCount();
    boolean fits = count == 1 || count == features && shape.dim(shape.rank() - 1) == features;
    require(fits, "its bias is " + shape);
    if (beta == 1 && count == features) {
      return t.weight(2, Shape.of(features));
    }
    float[] given = t.constant(2).toFloats();
    float[] values = new float[Math.toIntExact(features)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (beta * given[count == 1 ? 0 : i]);
    }
    return t.numbers("bias", Shape.of(features), values);
  }
}
