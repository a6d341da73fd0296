package dev.lanewise.engine.onnx.translate;

import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.graph.Axes;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;

/**
 * The attributes of a sliding window: kernel, strides, dilations, and padding with {@code auto_pad}
 * resolved.
 */
record Windows(
    int rank, Extent kernel, Extent stride, Extent dilation, Extent padBefore, Extent padAfter) {
  private static final int MOST = 1 << 24;

  /**
   * Reads them from a node.
   *
   * @param input {@code [N, C, spatial...]}
   * @param kernel the sizes of the window
   */
  static Windows of(OnnxNode node, Shape input, long[] kernel) {
    int rank = input.rank() - 2;
    Translation.require(rank >= 1 && rank <= 3, "it has %d spatial axes".formatted(rank));
    long[] stride = node.integers("strides").orElseGet(() -> filled(rank, 1));
    long[] dilation = node.integers("dilations").orElseGet(() -> filled(rank, 1));
    Extent k = extent("kernel", kernel, rank, 1, 1);
    Extent s = extent("strides", stride, rank, 1, 1);
    Extent d = extent("dilations", dilation, rank, 1, 1);
    long[] before = new long[rank];
    long[] after = new long[rank];
    String auto = node.text("auto_pad", "NOTSET");
    switch (auto) {
      case "SAME_UPPER", "SAME_LOWER" -> {
        for (int i = 0; i < rank; i++) {
          long in = input.dim(2 + i);
          long span = dilation[i] * (kernel[i] - 1) + 1;
          long total = Math.max((Math.ceilDiv(in, stride[i]) - 1) * stride[i] + span - in, 0);
          before[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
          after[i] = total - before[i];
        }
      }
      case "VALID" -> {
        // no padding
      }
      case "NOTSET", "" -> {
        long[] pads = node.integers("pads").orElseGet(() -> filled(2 * rank, 0));
        Translation.require(pads.length == 2 * rank, "it has %d pads".formatted(pads.length));
        System.arraycopy(pads, 0, before, 0, rank);
        System.arraycopy(pads, rank, after, 0, rank);
      }
      default -> throw new Refusal("auto_pad is " + auto);
    }
    return new Windows(
        rank, k, s, d, extent("pads", before, rank, 0, 0), extent("pads", after, rank, 0, 0));
  }

  static Extent extent(String what, long[] numbers, int rank, int neutral, int least) {
    Translation.require(
        numbers.length == rank, "%s has %d numbers".formatted(what, numbers.length));
    int[] all = {neutral, neutral, neutral};
    for (int i = 0; i < rank; i++) {
      Translation.require(
          numbers[i] >= least && numbers[i] <= MOST, "%s has %d".formatted(what, numbers[i]));
      all[3 - rank + i] = (int) numbers[i];
    }
    return new Extent(all[0], all[1], all[2]);
  }

  static long[] filled(int count, long value) {
    long[] numbers = new long[count];
    Arrays.fill(numbers, value);
    return numbers;
  }

  /** The spatial sizes of a map. */
  static Extent spatial(Shape map) {
    return Axes.spatial(map);
  }
}
