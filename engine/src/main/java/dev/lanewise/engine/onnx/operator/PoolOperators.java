package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.kernels.Extent;
import java.util.List;
import java.util.Map;

/** Pooling over windows of one to three spatial axes, and over whole maps. */
final class PoolOperators {
  private PoolOperators() {}

  static Map<String, Operator> table() {
    return Map.of(
        "MaxPool", PoolOperators::max,
        "AveragePool", Operator.single(PoolOperators::average),
        "LpPool", Operator.single(PoolOperators::lp),
        "GlobalMaxPool", Operator.single(call -> global(call, PoolWindow.max())),
        "GlobalAveragePool", Operator.single(call -> global(call, PoolWindow.average(false))),
        "GlobalLpPool", Operator.single(call -> global(call, PoolWindow.lp(exponent(call)))));
  }

  /** Whole maps of any rank are windows of one axis. */
  private static Tensor global(Call call, PoolWindow pool) {
    Tensor x = NormalizationOperators.channels(call, "X");
    int pixels = NormalizationOperators.pixels(x);
    call.require(pixels > 0, "X", "at least one pixel", x);
    long[] dims = x.shape().dims();
    java.util.Arrays.fill(dims, 2, dims.length, 1);
    Extent whole = Extent.of(1, pixels);
    SlidingWindow window =
        new SlidingWindow(
            whole, Extent.ONE, whole, Extent.ONE, Extent.ONE, Extent.ZERO, Extent.ZERO);
    double[] in = x.toDoubles();
    double[] out = new double[in.length / pixels];
    pool.run(window, in, out, null);
    return call.tensor(x.dtype(), Shape.of(dims), out);
  }

  /** The second output says where in the whole input each largest element lies. */
  private static List<Tensor> max(Call call) {
    Tensor x = call.input(0, "X");
    call.require(
        x.dtype().isFloatingPoint() || x.dtype() == DType.I8 || x.dtype() == DType.U8,
        "X",
        "a floating-point type, I8 or U8",
        x);
    SlidingWindow window = window(call, x);
    Shape shape = result(x, window);
    double[] values = call.array(shape);
    boolean wantsIndices = call.node().hasOutput(1);
    int[] indices = wantsIndices ? new int[values.length] : null;
    PoolWindow.max().run(window, x.toDoubles(), values, indices);
    Tensor pooled = call.tensor(x.dtype(), shape, values);
    if (!wantsIndices) {
      return List.of(pooled);
    }
    long[] places = new long[indices.length];
    boolean columnMajor = call.node().integer("storage_order", 0) != 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = columnMajor ? columnMajor(indices[i], window.in()) : indices[i];
    }
    return List.of(pooled, call.tensor(DType.I64, shape, places));
  }

  /** The place of an element if the first spatial axis, not the last one, were contiguous. */
  private static long columnMajor(int index, Extent size) {
    int volume = size.volume();
    int pixel = index % volume;
    int w = pixel % size.width();
    int h = pixel / size.width() % size.height();
    int d = pixel / size.width() / size.height();
    return index - pixel + d + (long) size.depth() * (h + (long) size.height() * w);
  }

  private static Tensor average(Call call) {
    return pool(call, PoolWindow.average(call.node().flag("count_include_pad", false)));
  }

  private static Tensor lp(Call call) {
    return pool(call, PoolWindow.lp(exponent(call)));
  }

  private static double exponent(Call call) {
    // Version 1 has a floating-point attribute.
    double p = call.opset() < 2 ? call.node().number("p", 2) : call.node().integer("p", 2);
    call.require(p > 0, "p", "a number above 0", p);
    return p;
  }

  private static Tensor pool(Call call, PoolWindow pool) {
    Tensor x = call.real(0, "X");
    SlidingWindow window = window(call, x);
    Shape shape = result(x, window);
    double[] values = call.array(shape);
    pool.run(window, x.toDoubles(), values, null);
    return call.tensor(x.dtype(), shape, values);
  }

  private static SlidingWindow window(Call call, Tensor x) {
    call.require(x.shape().rank() >= 3, "X", "batch, channels and spatial axes", x);
    long[] kernel =
        call.node()
            .integers("kernel_shape")
            .orElseThrow(() -> call.wrong("kernel_shape", "the size of the window", "none"));
    return SlidingWindow.of(call, SpatialAttributes.sizes(x.shape()), kernel);
  }

  private static Shape result(Tensor x, SlidingWindow window) {
    int rank = x.shape().rank() - 2;
    return SpatialAttributes.shape(x.shape().dim(0), x.shape().dim(1), window.out(), rank);
  }
}
