package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The same elements in the same order in another shape, when the batch stays. */
final class ReshapeTranslators {
  private ReshapeTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Flatten", ReshapeTranslators::flatten);
    all.put("Reshape", ReshapeTranslators::reshape);
    all.put("Squeeze", ReshapeTranslators::squeeze);
    all.put("Unsqueeze", ReshapeTranslators::unsqueeze);
    all.put("Transpose", ReshapeTranslators::transpose);
  }

  private static void flatten(Translation t) {
    String x = t.x(0);
    int rank = t.shape(0).rank();
    long axis = t.node().integer("axis", 1);
    require((axis < 0 ? axis + rank : axis) == 1, "its axis is " + axis);
    to(t, x, t.shape(0).dim(0), t.shape(0).elementCount() / t.shape(0).dim(0));
  }

  private static void reshape(Translation t) {
    String x = t.x(0);
    Shape from = t.shape(0);
    long[] dims =
        t.opset() < 5
            ? t.node().integers("shape").orElseThrow(() -> new Refusal("it has no shape"))
            : t.longs(1);
    boolean zeroIsZero = t.node().flag("allowzero", false);
    long known = 1;
    int open = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0 && !zeroIsZero) {
        require(i < from.rank(), "its shape is wrong");
        dims[i] = from.dim(i);
      }
      if (dims[i] == -1) {
        require(open < 0, "its shape is wrong");
        open = i;
      } else {
        require(dims[i] > 0 && dims[i] <= from.elementCount(), "its shape is wrong");
        known = Math.multiplyExact(known, dims[i]);
        require(known <= from.elementCount(), "its shape is wrong");
      }
    }
    if (open >= 0) {
      dims[open] = from.elementCount() / known;
    }
    to(t, x, dims);
  }

  private static void squeeze(Translation t) {
    String x = t.x(0);
    Shape from = t.shape(0);
    long[] given = t.longs("axes", 1).orElse(null);
    Set<Long> axes = given == null ? null : axes(given, from.rank());
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < from.rank(); i++) {
      boolean drop = axes == null ? from.dim(i) == 1 : axes.contains((long) i);
      require(!drop || from.dim(i) == 1, "it drops an axis of " + from.dim(i));
      if (!drop) {
        dims.add(from.dim(i));
      }
    }
    to(t, x, dims.stream().mapToLong(d -> d).toArray());
  }

  private static void unsqueeze(Translation t) {
    String x = t.x(0);
    Shape from = t.shape(0);
    long[] given = t.longs("axes", 1).orElseThrow(() -> new Refusal("it has no axes"));
    Set<Long> axes = axes(given, from.rank() + given.length);
    require(axes.size() == given.length, "its axes repeat");
    long[] dims = new long[from.rank() + given.length];
    int next = 0;
    for (int i = 0; i < dims.length; i++) {
      require(axes.contains((long) i) || next < from.rank(), "its axes are wrong");
      dims[i] = axes.contains((long) i) ? 1 : from.dim(next++);
    }
    to(t, x, dims);
  }

  /** Axes of one position may go anywhere: the elements stay in their order. */
  private static void transpose(Translation t) {
    String x = t.x(0);
    Shape from = t.shape(0);
    int rank = from.rank();
    long[] perm = t.node().integers("perm").orElse(null);
    require(perm != null && perm.length == rank, "it reverses all axes");
    long[] dims = new long[rank];
    long last = -1;
    for (int i = 0; i < rank; i++) {
      require(perm[i] >= 0 && perm[i] < rank, "its axes are wrong");
      dims[i] = from.dim((int) perm[i]);
      if (dims[i] > 1) {
        require(perm[i] > last, "it moves elements");
        last = perm[i];
      }
    }
    to(t, x, dims);
  }

  private static Set<Long> axes(long[] given, int rank) {
    Set<Long> axes = new TreeSet<>();
    Arrays.stream(given).map(a -> a < 0 ? a + rank : a).forEach(axes::add);
    return axes;
  }

  private static void to(Translation t, String x, long... dims) {
    Shape from = t.shapeOf(x);
    Shape to = Shape.of(dims);
    require(to.elementCount() == from.elementCount(), "its shape is wrong");
    require(to.rank() >= 2 && to.rank() <= 5, "its result has %d dimensions".formatted(to.rank()));
    require(to.dim(0) == from.dim(0), "its result has another batch");
    if (to.equals(from)) {
      t.result(new Op.Identity(), x);
    } else if (to.rank() == 2) {
      t.result(new Op.Flatten(), x);
    } else {
      t.result(new ChannelOp.Reshape(Arrays.stream(dims).skip(1).boxed().toList()), x);
    }
  }
}
