package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.Arrays;

/** A sliding window whose numbers are not yet spread over the axes of an input. */
final class Window {
  private static final int[] ONE = {1};
  private static final int[] ZERO = {0};

  private final int[] kernel;
  private final int[] stride;
  private final int[] before;
  private final int[] after;
  private final int[] dilation;
  private final boolean same;

  private Window(
      int[] kernel, int[] stride, int[] before, int[] after, int[] dilation, boolean same) {
    this.kernel = kernel.clone();
    this.stride = stride.clone();
    this.before = before.clone();
    this.after = after.clone();
    this.dilation = dilation.clone();
    this.same = same;
  }

  static Window of(int[] kernel) {
    return new Window(kernel, ONE, ZERO, ZERO, ONE, false);
  }

  Window withStride(int[] other) {
    return new Window(kernel, other, before, after, dilation, same);
  }

  Window withPad(int[] front, int[] behind) {
    return new Window(kernel, stride, front, behind, dilation, false);
  }

  Window withPadSame() {
    return new Window(kernel, stride, ZERO, ZERO, dilation, true);
  }

  Window withDilation(int[] other) {
    return new Window(kernel, stride, before, after, other, same);
  }

  /** Whether padding is computed from the input's size; with a stride of 1 it never is. */
  boolean dependsOnSize() {
    return same && Arrays.stream(stride).anyMatch(s -> s != 1);
  }

  /** The window on an input of this shape. */
  record Extents(
      Extent kernel, Extent stride, Extent padBefore, Extent padAfter, Extent dilation) {}

  Extents resolve(String where, Shape input) {
    int rank = input.rank() - 2;
    if (rank < 1 || rank > 3) {
      throw new GraphException(
          "%s: wanted a map [N, C, spatial...] of 1 to 3 axes, got %s".formatted(where, input));
    }
    Extent k = Axes.extent(where + ": kernel", kernel, rank, 1);
    Extent s = Axes.extent(where + ": stride", stride, rank, 1);
    Extent d = Axes.extent(where + ": dilation", dilation, rank, 1);
    Extent front = Axes.extent(where + ": padding in front", before, rank, 0);
    Extent behind = Axes.extent(where + ": padding behind", after, rank, 0);
    if (same) {
      Extent in = Axes.spatial(input);
      Extent total =
          new Extent(
              samePad(in.depth(), k.depth(), s.depth(), d.depth()),
              samePad(in.height(), k.height(), s.height(), d.height()),
              samePad(in.width(), k.width(), s.width(), d.width()));
      front = new Extent(total.depth() / 2, total.height() / 2, total.width() / 2);
      behind =
          new Extent(
              total.depth() - front.depth(),
              total.height() - front.height(),
              total.width() - front.width());
    }
    return new Extents(k, s, front, behind, d);
  }

  private static int samePad(int in, int kernel, int stride, int dilation) {
    int span = dilation * (kernel - 1) + 1;
    return Math.max((Math.ceilDiv(in, Math.max(stride, 1)) - 1) * stride + span - in, 0);
  }
}
