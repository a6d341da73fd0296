package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.ResizeProblem;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.kernels.ResizeProblem.Scale;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Resizes of maps, where the engine reads the same elements with the same weights as ONNX: both are
 * computed for the sizes at hand and compared, whatever the coordinate mode is called.
 */
final class ResizeTranslators {
  private static final double SAME_WEIGHT = 1e-6;

  private ResizeTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Resize", ResizeTranslators::resize);
    all.put("Upsample", ResizeTranslators::upsample);
  }

  private static void resize(Translation t) {
    OnnxNode node = t.node();
    String x = t.x(0);
    require(!node.flag("antialias", false), "it filters against aliasing");
    require(node.text("keep_aspect_ratio_policy", "stretch").equals("stretch"), "it keeps ratios");
    boolean old = t.opset() < 11;
    int rank = t.shape(0).rank();
    double[] scales = new double[rank];
    Arrays.fill(scales, 1);
    long[] sizes = t.shape(0).dims();
    int[] axes = axes(t, rank);
    int scalesInput = old ? 1 : 2;
    if (!old && t.has(3)) {
      long[] given = t.longs(3);
      require(given.length == axes.length, "it has %d sizes".formatted(given.length));
      for (int i = 0; i < axes.length; i++) {
        sizes[axes[i]] = given[i];
        scales[axes[i]] = (double) given[i] / t.shape(0).dim(axes[i]);
      }
    } else {
      double[] given = t.constant(scalesInput).toDoubles();
      require(given.length == axes.length, "it has %d scales".formatted(given.length));
      for (int i = 0; i < axes.length; i++) {
        scales[axes[i]] = given[i];
        sizes[axes[i]] = scaled(t.shape(0).dim(axes[i]), given[i]);
      }
    }
    String coordinates =
        old ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel");
    String rounding = old ? "floor" : node.text("nearest_mode", "round_prefer_floor");
    translate(t, x, scales, sizes, new OnnxSampling(node, coordinates, rounding));
  }

  private static int[] axes(Translation t, int rank) {
    long[] given = t.node().integers("axes").orElseGet(() -> LongStream.range(0, rank).toArray());
    int[] axes = new int[given.length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = (int) (given[i] < 0 ? given[i] + rank : given[i]);
      require(axes[i] >= 0 && axes[i] < rank, "its axes are wrong");
    }
    return axes;
  }

  private static void upsample(Translation t) {
    String x = t.x(0);
    int rank = t.shape(0).rank();
    double[] scales = new double[rank];
    if (t.has(1)) {
      double[] given = t.constant(1).toDoubles();
      require(given.length == rank, "it has %d scales".formatted(given.length));
      scales = given;
    } else {
      float[] given = t.node().numbers("scales").orElseThrow(() -> new Refusal("it has no scales"));
      require(given.length == rank, "it has %d scales".formatted(given.length));
      for (int i = 0; i < rank; i++) {
        scales[i] = given[i];
      }
    }
    long[] sizes = t.shape(0).dims();
    for (int i = 0; i < rank; i++) {
      sizes[i] = scaled(sizes[i], scales[i]);
    }
    translate(t, x, scales, sizes, new OnnxSampling(t.node(), "asymmetric", "floor"));
  }

  /** A scaled size, rounded down; in float32, in which scales are given, 10 * 0.7 is 7. */
  private static long scaled(long size, double scale) {
    return (long) Math.floor((float) (size * scale));
  }

  private static void translate(
      Translation t, String x, double[] scales, long[] sizes, OnnxSampling onnx) {
    Shape from = t.shape(0);
    int rank = from.rank() - 2;
    require(rank >= 1 && rank <= 3, "it has %d spatial axes".formatted(rank));
    require(
        sizes[0] == from.dim(0) && sizes[1] == from.dim(1) && scales[0] == 1 && scales[1] == 1,
        "it resizes batch or channels");
    Extent out = Windows.extent("sizes", Arrays.copyOfRange(sizes, 2, 2 + rank), rank, 1, 1);
    double[] s = {1, 1, 1};
    System.arraycopy(scales, 2, s, 3 - rank, rank);
    Scale scale = new Scale(s[0], s[1], s[2]);
    Extent in = Windows.spatial(from);
    if (in.equals(out) && s[0] == 1 && s[1] == 1 && s[2] == 1) {
      t.result(new Op.Identity(), x);
      return;
    }
    for (Sampling sampling : onnx.candidates()) {
      boolean bySize = same(onnx, sampling, in, out, Scale.between(in, out), scale);
      if (bySize) {
        t.result(new SpatialOp.Resize(rank, sampling, out), x);
        return;
      }
      if (scale.apply(in).equals(out) && same(onnx, sampling, in, out, scale, scale)) {
        t.result(new SpatialOp.Rescale(rank, sampling, scale), x);
        return;
      }
    }
    throw new Refusal("the engine has no such sampling");
  }

  private static boolean same(
      OnnxSampling onnx, Sampling sampling, Extent in, Extent out, Scale ours, Scale theirs) {
    ResizeProblem problem = new ResizeProblem(1, 1, in, out, ours, sampling);
    return same(problem.depthTaps(), onnx, in.depth(), theirs.depth())
        && same(problem.heightTaps(), onnx, in.height(), theirs.height())
        && same(problem.widthTaps(), onnx, in.width(), theirs.width());
  }

  private static boolean same(
      ResizeProblem.Taps[] ours, OnnxSampling onnx, int size, double scale) {
    if (ours.length == size && scale == 1) {
      return true; // an axis that stays
    }
    for (int i = 0; i < ours.length; i++) {
      double position = ours[i].first() + ours[i].weight();
      if (Math.abs(position - onnx.position(i, size, ours.length, scale)) > SAME_WEIGHT) {
        return false;
      }
    }
    return true;
  }
}
