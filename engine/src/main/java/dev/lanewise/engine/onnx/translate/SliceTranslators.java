package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;
import java.util.Map;

/** Parts of values, and values put together, along the channels and positions. */
final class SliceTranslators {
  private static final int INPUTS_SINCE = 10;

  private SliceTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Slice", SliceTranslators::slice);
    all.put("Split", SliceTranslators::split);
    all.put("Concat", SliceTranslators::concat);
  }

  /** What a slice takes of each axis: {@code count} elements from {@code first} on. */
  private record Ranges(long[] first, long[] count, long[] step) {}

  private static void slice(Translation t) {
    String x = t.x(0);
    Shape shape = t.shape(0);
    Ranges r = ranges(t, shape);
    require(r.count[0] == shape.dim(0), "it takes a part of the batch");
    String from = x;
    if (r.count[1] != shape.dim(1)) {
      require(r.step[1] == 1, "it steps over channels");
      from = t.emit("channels", new ChannelOp.Slice((int) r.first[1], (int) r.count[1]), from);
    }
    int rank = shape.rank() - 2;
    long[] before = new long[rank];
    long[] after = new long[rank];
    long[] step = new long[rank];
    for (int i = 0; i < rank; i++) {
      long end = r.first[2 + i] + (r.count[2 + i] - 1) * r.step[2 + i] + 1;
      before[i] = -r.first[2 + i];
      after[i] = end - shape.dim(2 + i);
      step[i] = r.step[2 + i];
    }
    if (rank > 0) {
      var crop =
          new SpatialOp.Pad(
              rank,
              Windows.extent("slice", before, rank, 0, -Integer.MAX_VALUE),
              Windows.extent("slice", after, rank, 0, -Integer.MAX_VALUE),
              0);
      from = crop.isNone() ? from : t.emit("crop", crop, from);
      Extent stride = Windows.extent("steps", step, rank, 1, 1);
      if (!stride.equals(Extent.ONE)) {
        from = t.emit("subsample", new Op.SubsamplePadChannels(rank, stride, 0, 0), from);
      }
    }
    t.result(new Op.Identity(), from);
  }

  private static Ranges ranges(Translation t, Shape shape) {
    boolean inputs = t.opset() >= INPUTS_SINCE;
    long[] starts = inputs ? t.longs(1) : attribute(t, "starts");
    long[] ends = inputs ? t.longs(2) : attribute(t, "ends");
    long[] axes = (inputs ? t.longs("axes", 3) : t.node().integers("axes")).orElse(null);
    long[] steps = inputs && t.has(4) ? t.longs(4) : Windows.filled(starts.length, 1);
    require(
        starts.length == ends.length
            && starts.length == steps.length
            && starts.length <= shape.rank()
            && (axes == null || axes.length == starts.length),
        "its ranges are wrong");
    Ranges r = new Ranges(new long[shape.rank()], shape.dims(), Windows.filled(shape.rank(), 1));
    for (int i = 0; i < starts.length; i++) {
      long given = axes == null ? i : axes[i];
      int axis = (int) (given < 0 ? given + shape.rank() : given);
      require(axis >= 0 && axis < shape.rank(), "its axes are wrong");
      long size = shape.dim(axis);
      require(steps[i] >= 1 && steps[i] <= Integer.MAX_VALUE, "it steps by " + steps[i]);
      long first = Math.clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size);
      long end = Math.clamp(ends[i] < 0 ? ends[i] + size : ends[i], 0, size);
      require(end > first, "it takes nothing");
      r.first[axis] = first;
      r.step[axis] = steps[i];
      r.count[axis] = Math.ceilDiv(end - first, steps[i]);
    }
    return r;
  }

  private static long[] attribute(Translation t, String name) {
    return t.node().integers(name).orElseThrow(() -> new Refusal("it has no " + name));
  }

  private static void split(Translation t) {
    String x = t.x(0);
    Shape shape = t.shape(0);
    long axis = t.node().integer("axis", 0);
    require((axis < 0 ? axis + shape.rank() : axis) == 1, "its axis is " + axis);
    int parts = t.node().outputs().size();
    long channels = shape.dim(1);
    long each = Math.ceilDiv(channels, parts);
    long[] sizes = t.longs("split", 1).orElse(null);
    if (sizes == null) {
      sizes = Windows.filled(parts, each);
      sizes[parts - 1] = channels - each * (parts - 1);
    }
    require(
        sizes.length == parts
            && Arrays.stream(sizes).allMatch(s -> s >= 1 && s <= channels)
            && Arrays.stream(sizes).sum() == channels,
        "its parts are " + Arrays.toString(sizes));
    int first = 0;
    for (int i = 0; i < parts; i++) {
      if (t.node().hasOutput(i)) {
        t.result(i, new ChannelOp.Slice(first, (int) sizes[i]), x);
      }
      first += (int) sizes[i];
    }
  }

  private static void concat(Translation t) {
    int rank = t.shape(0).rank();
    long axis = t.node().integer("axis", 1);
    require((axis < 0 ? axis + rank : axis) == 1, "its axis is " + axis);
    String[] parts = new String[t.inputCount()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = t.x(i);
    }
    t.result(new Op.Concat(), parts);
  }
}
