package dev.lanewise.engine.onnx.translate;

import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.PoolProblem;
import java.util.Map;

/** Pooling over windows and over whole maps. */
final class PoolTranslators {
  private PoolTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("MaxPool", t -> pool(t, PoolProblem.Kind.MAX));
    all.put(
        "AveragePool",
        t ->
            pool(
                t,
                t.node().flag("count_include_pad", false)
                    ? PoolProblem.Kind.AVERAGE_WITH_PADDING
                    : PoolProblem.Kind.AVERAGE_INSIDE));
    all.put("GlobalAveragePool", t -> t.result(new Op.GlobalAveragePool(true), map(t)));
    all.put("GlobalMaxPool", t -> t.result(new SpatialOp.GlobalMaxPool(true), map(t)));
  }

  private static String map(Translation t) {
    String x = t.x(0);
    Translation.require(t.shape(0).rank() > 2, "its input is no map");
    return x;
  }

  private static void pool(Translation t, PoolProblem.Kind kind) {
    String x = map(t);
    long[] kernel =
        t.node().integers("kernel_shape").orElseThrow(() -> new Refusal("it has no kernel_shape"));
    Windows w = Windows.of(t.node(), t.shape(0), kernel);
    boolean ceil = t.node().flag("ceil_mode", false);
    t.result(
        new Op.Pool(
            kind,
            w.rank(),
            w.kernel(),
            w.stride(),
            w.padBefore(),
            w.padAfter(),
            w.dilation(),
            ceil),
        x);
  }
}
