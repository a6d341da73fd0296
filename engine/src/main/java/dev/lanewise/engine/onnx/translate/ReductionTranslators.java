package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.kernels.ChannelReduction;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Means and maxima over all positions or over all channels. */
final class ReductionTranslators {
  private static final int AXES_ARE_INPUT_SINCE = 18;

  private ReductionTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("ReduceMean", t -> reduce(t, ChannelReduction.MEAN));
    all.put("ReduceMax", t -> reduce(t, ChannelReduction.MAX));
  }

  private static void reduce(Translation t, ChannelReduction reduction) {
    String x = t.x(0);
    int rank = t.shape(0).rank();
    boolean keep = t.node().flag("keepdims", true);
    Set<Long> axes = axes(t, rank);
    if (axes.equals(Set.of(1L)) && keep) {
      t.result(new ChannelOp.Reduce(reduction), x);
      return;
    }
    require(rank > 2, "its input is no map");
    Set<Long> spatial = new TreeSet<>();
    for (long axis = 2; axis < rank; axis++) {
      spatial.add(axis);
    }
    require(axes.equals(spatial), "it reduces the axes " + axes);
    t.result(
        reduction == ChannelReduction.MEAN
            ? new Op.GlobalAveragePool(keep)
            : new SpatialOp.GlobalMaxPool(keep),
        x);
  }

  private static Set<Long> axes(Translation t, int rank) {
    long[] given =
        (t.opset() < AXES_ARE_INPUT_SINCE ? t.node().integers("axes") : t.longs("axes", 1))
            .orElseThrow(() -> new Refusal("it reduces all axes"));
    Set<Long> axes = new TreeSet<>();
    for (long axis : given) {
      axes.add(axis < 0 ? axis + rank : axis);
    }
    return axes;
  }
}
