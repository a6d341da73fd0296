package dev.lanewise.engine.onnx.operator;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;

/** Attributes with one number for each spatial axis. */
final class SpatialAttributes {
  private SpatialAttributes() {}

  /** An attribute with one number for each axis, or the fallback everywhere. */
  static int[] axes(Call call, String name, int rank, int least, int fallback) {
    long[] numbers =
        call.node()
            .integers(name)
            .orElseGet(
                () -> {
                  long[] same = new long[rank];
                  Arrays.fill(same, fallback);
                  return same;
                });
    return ints(call, name, numbers, rank, least);
  }

  /** Numbers that are as many as wanted and none too small or too large. */
  static int[] ints(Call call, String what, long[] numbers, int count, int least) {
    call.require(numbers.length == count, what, count + " numbers", numbers.length + " numbers");
    int[] result = new int[count];
    for (int i = 0; i < count; i++) {
      call.require(
          numbers[i] >= least && numbers[i] <= Integer.MAX_VALUE,
          what,
          "numbers in [%d, 2^31 - 1]".formatted(least),
          numbers[i]);
      result[i] = (int) numbers[i];
    }
    return result;
  }

  /** Reads the padding before and after each axis; none where it is automatic. */
  static void pads(Call call, int rank, int[] before, int[] after) {
    if (autoPad(call).equals("NOTSET")) {
      int[] pads = axes(call, "pads", 2 * rank, 0, 0);
      System.arraycopy(pads, 0, before, 0, rank);
      System.arraycopy(pads, rank, after, 0, rank);
    }
  }

  /** NOTSET, VALID, SAME_UPPER or SAME_LOWER. */
  static String autoPad(Call call) {
    String mode = call.node().text("auto_pad", "NOTSET");
    return switch (mode) {
      case "", "NOTSET" -> "NOTSET";
      case "VALID", "SAME_UPPER", "SAME_LOWER" -> mode;
      default -> throw call.wrong("auto_pad", "NOTSET, VALID, SAME_UPPER or SAME_LOWER", mode);
    };
  }

  /** One to three numbers as those of three axes; the leading ones are neutral. */
  static Extent extent(int[] numbers, int neutral) {
    int n = numbers.length;
    return new Extent(
        n > 2 ? numbers[n - 3] : neutral, n > 1 ? numbers[n - 2] : neutral, numbers[n - 1]);
  }

  /** A shape of batch, channels and the spatial axes that the operator has. */
  static Shape shape(long batch, long channels, Extent size, int rank) {
    long[] all = {size.depth(), size.height(), size.width()};
    long[] dims = new long[rank + 2];
    dims[0] = batch;
    dims[1] = channels;
    System.arraycopy(all, 3 - rank, dims, 2, rank);
    return Shape.of(dims);
  }

  /** The extents behind batch and channels. */
  static long[] sizes(Shape shape) {
    return Arrays.copyOfRange(shape.dims(), 2, shape.rank());
  }
}
