package dev.lanewise.kernels;

/**
 * What a convolution does with each finished output, after bias and residual: a clip, or any other
 * activation, which gives the same bits as {@link KernelProvider#activate} in a step of its own.
 */
public sealed interface PostOp permits Clamp, Activation {
  /** Whether it changes nothing. */
  boolean isNone();
}
