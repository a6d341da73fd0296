package dev.lanewise.kernels.operand;

import dev.lanewise.kernels.Broadcast;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PadProblem;
import dev.lanewise.kernels.PoolProblem;
import dev.lanewise.kernels.ResizeProblem;
import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/**
 * Checks of what a caller binds, so that a wrong size fails here and not in the middle of a run.
 */
public final class Operands {
  private Operands() {}

  /** Checks the weights and, if there is one, the bias of a convolution. */
  public static void weights(ConvProblem problem, MemorySegment weights, MemorySegment bias) {
    memory("convolution weights", weights, 0, problem.weightCount());
    if (bias != null) {
      memory("convolution bias", bias, 0, problem.outChannels());
    }
  }

  /** Checks the views of a convolution; the residual may be null. */
  public static void convolution(ConvProblem problem, View in, View residual, View out) {
    long inPixels = (long) problem.batch() * problem.in().volume();
    view("convolution input", in, inPixels, problem.inChannels());
    view("convolution output", out, problem.outPixels(), problem.outChannels());
    if (residual != null) {
      view("convolution residual", residual, problem.outPixels(), problem.outChannels());
    }
  }

  /** Checks the views of a pooling. */
  public static void pooling(PoolProblem problem, View in, View out) {
    long inPixels = (long) problem.batch() * problem.in().volume();
    long outPixels = (long) problem.batch() * problem.out().volume();
    view("pooling input", in, inPixels, problem.channels());
    view("pooling output", out, outPixels, problem.channels());
  }

  /** Checks the views of a global average pooling. */
  public static void globalAveragePool(int batch, int pixels, int channels, View in, View out) {
    view("global average pool input", in, (long) batch * pixels, channels);
    view("global average pool output", out, batch, channels);
  }

  /** Checks the views of a sum. */
  public static void add(long pixels, int channels, View a, View b, View out) {
    view("first addend", a, pixels, channels);
    view("second addend", b, pixels, channels);
    view("sum", out, pixels, channels);
  }

  /** Checks the operands of an affine map; scale and shift may be null. */
  public static void affine(
      long pixels, int channels, View in, MemorySegment scale, MemorySegment shift, View out) {
    view("affine input", in, pixels, channels);
    if (scale != null) {
      memory("affine scale", scale, 0, channels);
    }
    if (shift != null) {
      memory("affine shift", shift, 0, channels);
    }
    view("affine output", out, pixels, channels);
  }

  /** Checks the weights and, if there is one, the bias of a transposed convolution. */
  public static void weights(
      ConvTransposeProblem problem, MemorySegment weights, MemorySegment bias) {
    memory("transposed convolution weights", weights, 0, problem.weightCount());
    if (bias != null) {
      memory("transposed convolution bias", bias, 0, problem.outChannels());
    }
  }

  /** Checks the views of a transposed convolution; the residual may be null. */
  public static void convTranspose(ConvTransposeProblem problem, View in, View residual, View out) {
    long inPixels = (long) problem.batch() * problem.in().volume();
    view("transposed convolution input", in, inPixels, problem.inChannels());
    view("transposed convolution output", out, problem.outPixels(), problem.outChannels());
    if (residual != null) {
      view("transposed convolution residual", residual, problem.outPixels(), problem.outChannels());
    }
  }

  /** Checks the views of an activation. */
  public static void activate(long pixels, int channels, View in, View out) {
    view("activation input", in, pixels, channels);
    view("activation output", out, pixels, channels);
  }

  /** Checks the views of a product. */
  public static void multiply(
      int batch, int pixels, int channels, View a, Broadcast broadcast, View b, View out) {
    long all = (long) batch * pixels;
    view("first factor", a, all, channels);
    view(
        "second factor",
        b,
        broadcast == Broadcast.PER_CHANNEL ? batch : all,
        broadcast == Broadcast.PER_PIXEL ? 1 : channels);
    view("product", out, all, channels);
  }

  /** Checks the views of a reduction over channels. */
  public static void reduceChannels(long pixels, int channels, View in, View out) {
    view("channel reduction input", in, pixels, channels);
    view("channel reduction output", out, pixels, 1);
  }

  /** Checks the views of a local response normalisation. */
  public static void localResponseNorm(long pixels, int channels, View in, View out) {
    view("local response norm input", in, pixels, channels);
    view("local response norm output", out, pixels, channels);
  }

  /** Checks the views of an adaptive pooling. */
  public static void adaptivePooling(
      int batch, int channels, Extent size, Extent outSize, View in, View out) {
    if (Math.min(outSize.depth(), Math.min(outSize.height(), outSize.width())) < 1) {
      throw new IllegalArgumentException(
          "adaptive pooling: every output size must be at least 1, but they are " + outSize);
    }
    view("adaptive pooling input", in, (long) batch * size.volume(), channels);
    view("adaptive pooling output", out, (long) batch * outSize.volume(), channels);
  }

  /** Checks the views of a padding. */
  public static void pad(PadProblem problem, View in, View out) {
    view("padding input", in, (long) problem.batch() * problem.in().volume(), problem.channels());
    view(
        "padding output", out, (long) problem.batch() * problem.out().volume(), problem.channels());
  }

  /** Checks the views of a resize. */
  public static void resize(ResizeProblem problem, View in, View out) {
    view("resize input", in, (long) problem.batch() * problem.in().volume(), problem.channels());
    view("resize output", out, (long) problem.batch() * problem.out().volume(), problem.channels());
  }

  /** Checks the frames and the maps of a hardwired layer. */
  public static void hardwired(int batch, int frames, int height, int width, View in, View out) {
    if (frames < 2) {
      throw new IllegalArgumentException(
          "hardwired layer: optical flow needs at least 2 frames, but there are " + frames);
    }
    long pixels = (long) batch * height * width;
    view("hardwired layer input", in, pixels, frames);
    view("hardwired layer output", out, pixels, 5L * frames - 2);
  }

  /** Checks the views of a copy. */
  public static void copy(long pixels, int channels, View in, View out) {
    view("copy input", in, pixels, channels);
    view("copy output", out, pixels, channels);
  }

  /** Checks the operands of {@link dev.lanewise.kernels.KernelProvider#spread}. */
  public static void spread(long pixels, int channels, View in, View out) {
    view("spread input", in, pixels, channels);
    view("spread output", out, pixels, channels);
    boolean same = in.segment().address() + in.offset() == out.segment().address() + out.offset();
    if (!same || out.pixelStride() < in.pixelStride()) {
      throw new IllegalArgumentException(
          "spread: the output must begin where the input does, its pixels no closer; but the input"
              + " has pixel stride "
              + in.pixelStride()
              + ", the output "
              + out.pixelStride()
              + (same ? "" : " and another place"));
    }
  }

  /** The view, if it holds {@code pixels} pixels of {@code channels} channels. */
  public static View view(String what, View view, long pixels, long channels) {
    if (view.pixelStride() < channels) {
      throw new IllegalArgumentException(
          what
              + ": the pixel stride of "
              + view.pixelStride()
              + " floats is less than the "
              + channels
              + " channels");
    }
    if (pixels > 1 && view.pixelStride() > (Long.MAX_VALUE - channels) / (pixels - 1)) {
      throw new IllegalArgumentException(
          what + ": a pixel stride of " + view.pixelStride() + " floats reaches beyond any memory");
    }
    memory(what, view.segment(), view.offset(), (pixels - 1) * view.pixelStride() + channels);
    return view;
  }

  /** The segment, if it holds {@code floats} float32 values from {@code offset} on. */
  public static MemorySegment memory(String what, MemorySegment segment, long offset, long floats) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          what + ": wanted native memory (Arena.allocate), but this is a heap segment");
    }
    if (offset < 0 || offset % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          what + ": the offset must be a multiple of 4 and not negative, but is " + offset);
    }
    if (offset > segment.byteSize() || floats > (segment.byteSize() - offset) / Float.BYTES) {
      throw new IllegalArgumentException(
          what
              + ": wanted "
              + floats
              + " floats at byte "
              + offset
              + ", but the segment ends after "
              + segment.byteSize()
              + " bytes");
    }
    return segment;
  }
}
