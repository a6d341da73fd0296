package dev.lanewise.engine.graph;

import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.PostOp;

/**
 * What a node computes: constants of the operation, without operands.
 *
 * <p>{@code x} is a map {@code [N, C, spatial...]} or a vector {@code [N, F]}. Where an operation
 * has a {@link Clamp} or a {@link PostOp}, it comes last; the builder leaves it open and a later
 * pass fuses ReLU and clip, or any activation, into it.
 */
public sealed interface Op
    permits Op.Conv,
        Op.Linear,
        Op.BatchNorm,
        Op.Affine,
        Op.Clip,
        Op.Add,
        Op.Pool,
        Op.GlobalAveragePool,
        Op.Flatten,
        Op.Concat,
        Op.Softmax,
        Op.SubsamplePadChannels,
        Op.Identity,
        PointwiseOp,
        SpatialOp,
        ChannelOp {
  /** The operation and its constants in one short text, such as {@code conv 3x3 s2 p1}. */
  String text();

  /**
   * Convolution of rank 1 to 3. Operands: x, weight {@code [K, C/groups, k...]}, optional bias
   * {@code [K]}, optional residual of the output's shape, added before the post-op.
   *
   * @param rank the number of spatial axes; leading axes of the extents are neutral
   */
  record Conv(
      int rank,
      Extent kernel,
      Extent stride,
      Extent padBefore,
      Extent padAfter,
      Extent dilation,
      int groups,
      PostOp post)
      implements Op {
    @Override
    public String text() {
      return "conv "
          + OpText.window(rank, kernel, stride, padBefore, padAfter, dilation)
          + (groups == 1 ? "" : " g" + groups)
          + OpText.post(post);
    }

    /** The same convolution with another post-op. */
    public Conv withPost(PostOp other) {
      return new Conv(rank, kernel, stride, padBefore, padAfter, dilation, groups, other);
    }
  }

  /**
   * {@code y = W x + b}. Operands: x {@code [N, F]}, weight {@code [K, F]}, optional bias {@code
   * [K]}, optional residual of the output's shape, added before the post-op.
   */
  record Linear(PostOp post) implements Op {
    @Override
    public String text() {
      return "linear" + OpText.post(post);
    }
  }

  /**
   * {@code y = (x - mean) / sqrt(var + eps) * weight + bias}, channel by channel. Operands: x,
   * weight, bias, mean, var; the last four are {@code [C]}.
   */
  record BatchNorm(double eps, Clamp clamp) implements Op {
    @Override
    public String text() {
      return "batch_norm eps " + eps + OpText.clamp(clamp);
    }
  }

  /**
   * {@code y = x * scale + shift}, channel by channel. Operands: x, scale, shift; both are {@code
   * [C]}, or of any shape with C elements in the order of the channels.
   */
  record Affine(Clamp clamp) implements Op {
    @Override
    public String text() {
      return "affine" + OpText.clamp(clamp);
    }
  }

  /** ReLU, ReLU6 or any other clip. Operand: x. */
  record Clip(Clamp clamp) implements Op {
    @Override
    public String text() {
      return clamp.isNone() ? "clip" : OpText.clamp(clamp).strip();
    }
  }

  /** {@code y = a + b}. Operands: a, b of one shape. */
  record Add(Clamp clamp) implements Op {
    @Override
    public String text() {
      return "add" + OpText.clamp(clamp);
    }
  }

  /** Max or average over windows. Operand: a map x. */
  record Pool(
      PoolProblem.Kind kind,
      int rank,
      Extent kernel,
      Extent stride,
      Extent padBefore,
      Extent padAfter,
      Extent dilation,
      boolean ceil)
      implements Op {
    @Override
    public String text() {
      String name =
          switch (kind) {
            case MAX -> "max_pool ";
            case AVERAGE_WITH_PADDING -> "average_pool ";
            case AVERAGE_INSIDE -> "average_pool (padding not counted) ";
          };
      return name
          + OpText.window(rank, kernel, stride, padBefore, padAfter, dilation)
          + (ceil ? " ceil" : "");
    }
  }

  /**
   * The mean over all positions. Operand: a map x.
   *
   * @param keepAxes whether the result is {@code [N, C, 1...]}, else {@code [N, C]}
   */
  record GlobalAveragePool(boolean keepAxes) implements Op {
    @Override
    public String text() {
      return keepAxes ? "global_average_pool keep" : "global_average_pool";
    }
  }

  /** {@code [N, C, spatial...]} to {@code [N, C * spatial]}, channel-major. Operand: x. */
  record Flatten() implements Op {
    @Override
    public String text() {
      return "flatten";
    }
  }

  /** Joins along channels. Operands: one or more, equal in all other dimensions. */
  record Concat() implements Op {
    @Override
    public String text() {
      return "concat";
    }
  }

  /** Softmax over channels at each position. Operand: x. */
  record Softmax() implements Op {
    @Override
    public String text() {
      return "softmax";
    }
  }

  /**
   * The ResNet shortcut without parameters (option A): every stride-th position along each spatial
   * axis, with zero channels in front and behind. Operand: a map x.
   */
  record SubsamplePadChannels(int rank, Extent stride, int front, int back) implements Op {
    @Override
    public String text() {
      return "subsample s" + OpText.sizes(rank, stride) + " channels +" + front + " +" + back;
    }
  }

  /** Nothing, as dropout at inference. Operand: x. */
  record Identity() implements Op {
    @Override
    public String text() {
      return "identity";
    }
  }
}
