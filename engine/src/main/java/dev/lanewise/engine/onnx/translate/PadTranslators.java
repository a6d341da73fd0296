package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;
import java.util.Map;

/** Padding with a constant. */
final class PadTranslators {
  private static final int INPUTS_SINCE = 11;

  private PadTranslators() {}

  static void register(Map<String, Translator> all) {
    all.put("Pad", PadTranslators::pad);
  }

  private static void pad(Translation t) {
    String x = t.x(0);
    Shape shape = t.shape(0);
    String mode = t.node().text("mode", "constant");
    boolean inputs = t.opset() >= INPUTS_SINCE;
    long[] pads = pads(t, shape.rank(), inputs);
    if (!mode.equals("constant")) {
      require(Arrays.stream(pads).allMatch(p -> p == 0), "its mode is " + mode);
    }
    double value = inputs ? (t.has(2) ? t.scalar(2) : 0) : t.node().number("value", 0);
    int all = shape.rank();
    int rank = all - 2;
    require(pads[0] == 0 && pads[all] == 0, "it pads the batch");
    long front = pads[1];
    long back = pads[all + 1];
    String from = x;
    if (front != 0 || back != 0) {
      require(front >= 0 && back >= 0, "it cuts channels off");
      require(value == 0, "it pads channels with " + value);
      require(rank > 0, "it pads a vector");
      require(Math.max(front, back) <= Integer.MAX_VALUE, "it pads too many channels");
      var op = new Op.SubsamplePadChannels(rank, Extent.ONE, (int) front, (int) back);
      from = t.emit("channels", op, from);
    }
    if (rank > 0) {
      long[] before = Arrays.copyOfRange(pads, 2, all);
      long[] after = Arrays.copyOfRange(pads, all + 2, 2 * all);
      var op =
          new SpatialOp.Pad(
              rank,
              Windows.extent("pads", before, rank, 0, -Integer.MAX_VALUE),
              Windows.extent("pads", after, rank, 0, -Integer.MAX_VALUE),
              (float) value);
      from = op.isNone() ? from : t.emit("map", op, from);
    }
    t.result(new Op.Identity(), from);
  }

  private static long[] pads(Translation t, int rank, boolean inputs) {
    long[] given =
        inputs
            ? t.longs(1)
            : t.node()
                .integers("pads")
                .or(() -> t.node().integers("paddings"))
                .orElseThrow(() -> new Refusal("it has no pads"));
    if (!t.has(3)) {
      require(given.length == 2 * rank, "it has %d pads".formatted(given.length));
      return given;
    }
    long[] axes = t.longs(3);
    require(given.length == 2 * axes.length, "it has %d pads".formatted(given.length));
    long[] pads = new long[2 * rank];
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) (axes[i] < 0 ? axes[i] + rank : axes[i]);
      require(axis >= 0 && axis < rank, "its axes are wrong");
      pads[axis] = given[i];
      pads[rank + axis] = given[axes.length + i];
    }
    return pads;
  }
}
