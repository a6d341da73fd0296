package dev.lanewise.kernels;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Every operation on channels-last float32 activations, in one implementation.
 *
 * <p>Two exist: plain loops with double accumulation, and the Vector API. {@link Kernels#best()}
 * chooses. Providers are stateless and thread-safe; the steps that they bind follow {@link Step}.
 */
public interface KernelProvider {
  /** {@code vector} or {@code reference}. */
  String name();

  /** Bits of the vectors that the operations use; those of one float where there are no vectors. */
  int vectorBits();

  /**
   * Whether each access to memory is checked again during a run, which vector kernels avoid where
   * the module has native access; operands are checked when they are bound in any case.
   */
  boolean isChecked();

  /** The convolution kernels, the preferred ones first; the last one takes every problem. */
  List<ConvKernel> convolutions();

  /**
   * Further convolution kernels, which round weights to bfloat16 (8 significant bits) when they
   * pack them and so read half as much; for those who ask for them.
   */
  default List<ConvKernel> bfloat16Convolutions() {
    return List.of();
  }

  /** Max or average pooling. */
  Step pool(PoolProblem problem, View in, View out);

  /**
   * The mean over all pixels of each sample, channel by channel.
   *
   * @param in {@code [batch, pixels, channels]}
   * @param out {@code [batch, channels]}; its pixel stride is the distance of two samples
   */
  Step globalAveragePool(int batch, int pixels, int channels, View in, View out);

  /**
   * {@code out = clamp(a + b)} for each of {@code pixels * channels} elements; out may be a or b.
   */
  Step add(long pixels, int channels, View a, View b, Clamp clamp, View out);

  /**
   * {@code out = clamp(in * scale[c] + shift[c])}; out may be in.
   *
   * @param scale native float32, one per channel, or null for ones
   * @param shift native float32, one per channel, or null for zeros
   */
  Step affine(
      long pixels,
      int channels,
      View in,
      MemorySegment scale,
      MemorySegment shift,
      Clamp clamp,
      View out);

  /**
   * {@code out = activation(in)} for each of {@code pixels * channels} elements; out may be in.
   *
   * <p>The result is within 4 units in the last place of the exact one ({@code HARD_SIGMOID}: of
   * {@code |alpha * x| + |beta|}), except that magnitudes below 2^-119 may become 0.
   */
  Step activate(long pixels, int channels, Activation activation, View in, View out);

  /**
   * {@code out = a * b}; out may be a, and b where both have one shape.
   *
   * @param a {@code [batch, pixels, channels]}
   * @param broadcast what b is spread over
   * @param b {@code [batch, pixels, channels]}, {@code [batch, channels]} or {@code [batch,
   *     pixels]}; in the last two its pixel stride is the distance of two samples or two pixels
   * @param out like a
   */
  Step multiply(int batch, int pixels, int channels, View a, Broadcast broadcast, View b, View out);

  /** The largest or the mean channel of each pixel; {@code out} has one channel. */
  Step reduceChannels(long pixels, int channels, ChannelReduction reduction, View in, View out);

  /**
   * Normalises each pixel across its channels; out must not be in.
   *
   * <p>Squares are taken in float32: elements beyond 1.8e19 become 0.
   */
  Step localResponseNorm(long pixels, int channels, LocalResponseNorm norm, View in, View out);

  /**
   * The mean over windows whose number along each axis is given: window i of m over n elements is
   * {@code floor(i * n / m) .. ceil((i + 1) * n / m) - 1}. Windows may overlap, and repeat elements
   * where m exceeds n.
   *
   * @param in {@code [batch, D, H, W, channels]} with sizes {@code size}
   * @param out the same with sizes {@code outSize}
   */
  Step adaptiveAveragePool(int batch, int channels, Extent size, Extent outSize, View in, View out);

  /** Pads maps with a constant, or cuts their borders off. */
  Step pad(PadProblem problem, float value, View in, View out);

  /** Resizes maps. */
  Step resize(ResizeProblem problem, View in, View out);

  /** Transposed convolution. */
  ConvTransposeKernel convTranspose();

  /**
   * Reads elements in the border order {@code [batch, channels, pixels]} and writes them in that of
   * {@code [batch, outChannels, channels * pixels / outChannels]}.
   */
  Step reshape(int batch, int channels, int pixels, View in, int outChannels, View out);

  /**
   * Grey values, gradients and optical flow of frames (the hardwired layer of Ji, Xu, Yang, Yu, "3D
   * Convolutional Neural Networks for Human Action Recognition", 2013); indices are clamped at the
   * borders.
   *
   * @param in {@code [batch, height, width, frames]}
   * @param out {@code [batch, height, width, 5 * frames - 2]}: the frames, half the differences of
   *     the neighbours along x, and along y, for each frame; then the flow along x in pixels per
   *     frame, and along y, from each frame to the next
   */
  Step hardwired(int batch, int frames, int height, int width, HornSchunck flow, View in, View out);

  /** Copies {@code pixels * channels} elements between views of different pixel stride. */
  Step copy(long pixels, int channels, View in, View out);

  /**
   * Moves pixels of {@code channels} elements apart in place: {@code out} begins where {@code in}
   * does and has at least its pixel stride. The elements between the pixels of {@code out} are
   * undefined afterwards. One tile.
   */
  Step spread(long pixels, int channels, View in, View out);

  /** Softmax over the channels of each pixel, computed after subtracting the maximum. */
  Step softmax(long pixels, int channels, View in, View out);

  /**
   * The parameterless ResNet shortcut (option A): every {@code stride}-th pixel, with zero channels
   * in front and behind.
   *
   * @param in {@code [batch, D, H, W, channels]} with sizes {@code size}
   * @param out {@code [batch, ceil(D/s), ceil(H/s), ceil(W/s), front + channels + back]}
   */
  Step subsamplePadChannels(
      int batch, int channels, Extent size, Extent stride, int front, int back, View in, View out);

  /**
   * From the border layout to the inner one.
   *
   * @param in dense {@code [batch, channels, pixels]} at {@code inOffset} bytes
   * @param out {@code [batch, pixels, channels]}
   */
  Step toChannelsLast(
      int batch, int channels, int pixels, MemorySegment in, long inOffset, View out);

  /** From the inner layout to the border one: dense {@code [batch, channels, pixels]}. */
  Step fromChannelsLast(
      int batch, int channels, int pixels, View in, MemorySegment out, long outOffset);

  /**
   * Multiplies and adds in registers, without memory: the yardstick of {@link Peak}.
   *
   * @param rounds loop count; one round is a few dozen instructions
   * @return floating-point operations done, two per multiply-add
   */
  double exerciseFma(int rounds);
}
