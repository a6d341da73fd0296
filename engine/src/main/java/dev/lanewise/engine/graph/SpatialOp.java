package dev.lanewise.engine.graph;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.kernels.ResizeProblem.Scale;
import java.util.Locale;

/**
 * Operations that change the spatial sizes of a map, besides convolutions and windows of one size.
 * In all of them the rank is the number of spatial axes; leading axes of the extents are neutral.
 */
public sealed interface SpatialOp extends Op {
  /**
   * Transposed convolution of rank 1 to 3. Operands: x, weight {@code [C, K/groups, k...]},
   * optional bias {@code [K]}, optional residual of the output's shape, added before the post-op.
   *
   * @param padBefore outputs cut off in front
   * @param padAfter outputs cut off behind
   * @param outputPadding outputs appended behind
   */
  record ConvTranspose(
      int rank,
      Extent kernel,
      Extent stride,
      Extent padBefore,
      Extent padAfter,
      Extent outputPadding,
      Extent dilation,
      int groups,
      PostOp post)
      implements SpatialOp {
    @Override
    public String text() {
      return "conv_transpose "
          + OpText.window(rank, kernel, stride, padBefore, padAfter, dilation)
          + (outputPadding.equals(Extent.ZERO) ? "" : " o" + OpText.sizes(rank, outputPadding))
          + (groups == 1 ? "" : " g" + groups)
          + OpText.post(post);
    }

    /** The same transposed convolution with another post-op. */
    public ConvTranspose withPost(PostOp other) {
      return new ConvTranspose(
          rank, kernel, stride, padBefore, padAfter, outputPadding, dilation, groups, other);
    }
  }

  /** Resizes a map to given sizes. Operand: a map x. */
  record Resize(int rank, Sampling sampling, Extent size) implements SpatialOp {
    @Override
    public String text() {
      return "resize " + name(sampling) + " to " + OpText.all(rank, size);
    }
  }

  /** Resizes a map by given factors, rounding sizes down. Operand: a map x. */
  record Rescale(int rank, Sampling sampling, Scale scale) implements SpatialOp {
    @Override
    public String text() {
      String factors =
          switch (rank) {
            case 1 -> "" + scale.width();
            case 2 -> scale.height() + "x" + scale.width();
            default -> scale.depth() + "x" + scale.height() + "x" + scale.width();
          };
      return "resize " + name(sampling) + " by " + factors;
    }
  }

  /**
   * Pads with a constant. Operand: a map x.
   *
   * @param before positions added in front of each axis; negative numbers cut positions off
   * @param after positions added behind each axis; negative numbers cut positions off
   */
  record Pad(int rank, Extent before, Extent after, float value) implements SpatialOp {
    @Override
    public String text() {
      return "pad "
          + OpText.all(rank, before)
          + "/"
          + OpText.all(rank, after)
          + (value == 0 ? "" : " with " + value);
    }

    /** Whether this adds and cuts nothing. */
    public boolean isNone() {
      return before.equals(Extent.ZERO) && after.equals(Extent.ZERO);
    }
  }

  /**
   * The mean over as many windows along each axis as the output has positions: window i of m over n
   * elements is {@code floor(i * n / m) .. ceil((i + 1) * n / m) - 1}. Operand: a map x.
   */
  record AdaptiveAveragePool(int rank, Extent size) implements SpatialOp {
    @Override
    public String text() {
      return "adaptive_average_pool to " + OpText.all(rank, size);
    }
  }

  /**
   * The largest element over all positions. Operand: a map x.
   *
   * @param keepAxes whether the result is {@code [N, C, 1...]}, else {@code [N, C]}
   */
  record GlobalMaxPool(boolean keepAxes) implements SpatialOp {
    @Override
    public String text() {
      return keepAxes ? "global_max_pool keep" : "global_max_pool";
    }
  }

  private static String name(Sampling sampling) {
    return sampling.name().toLowerCase(Locale.ROOT);
  }
}
