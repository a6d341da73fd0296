package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.vector.Memory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Microkernels of depthwise 3x3 convolutions: one vector of channels over a rectangle of output
 * pixels that see the same taps, 2 or 3 down and across.
 *
 * <p>Weights, bias and limits stay in registers; each pixel is one chain of multiply-adds, of which
 * the processor overlaps several. Sums have the order of {@link GroupedTaps}, and so the bits of
 * the other grouped kernels. Register budget: 9 weights, bias, 2 limits, zeros and the sum: 14.
 */
final class DepthwiseMicrokernel {
  private DepthwiseMicrokernel() {}

  /** Whether there is a microkernel for so many taps down and across. */
  static boolean takes(int down, int across) {
    return (down == 2 || down == 3) && (across == 2 || across == 3);
  }

  /**
   * {@code out = clamp(conv(in) + bias)} for a rectangle.
   *
   * @param down taps that the pixels see, 2 or 3, and so {@code across}
   * @param window where the first tap of the first pixel lies, in bytes
   * @param lineStride from one line of output to the next, in the input, in bytes
   * @param pixelStride from one pixel of output to the next, in the input, in bytes
   * @param tapLine from one tap to the one below it, in bytes; not negative
   * @param tapPixel from one tap to its right neighbour, in bytes; not negative
   * @param tap where the weights of the first tap lie, of 3x3 vectors without gaps
   * @param bias a vector at {@code biasOffset}
   * @param low what is less becomes this; minus infinity for none
   * @param high what is greater becomes this; infinity for none
   * @param to the first pixel of the output, in bytes
   * @param toLine from one line of the output to the next, in bytes
   * @param toPixel from one pixel of the output to the next, in bytes
   */
  static void run(
      int down,
      int across,
      int lines,
      int pixels,
      MemorySegment in,
      long window,
      long lineStride,
      long pixelStride,
      long tapLine,
      long tapPixel,
      MemorySegment weights,
      long tap,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toLine,
      long toPixel) {
    if (down == 3 && across == 3) {
      taps3x3(
          lines,
          pixels,
          in,
          window,
          lineStride,
          pixelStride,
          tapLine,
          tapPixel,
          weights,
          tap,
          bias,
          biasOffset,
          low,
          high,
          out,
          to,
          toLine,
          toPixel);
    } else if (down == 3) {
      taps3x2(
          lines,
          pixels,
          in,
          window,
          lineStride,
          pixelStride,
          tapLine,
          tapPixel,
          weights,
          tap,
          bias,
          biasOffset,
          low,
          high,
          out,
          to,
          toLine,
          toPixel);
    } else if (across == 3) {
      taps2x3(
          lines,
          pixels,
          in,
          window,
          lineStride,
          pixelStride,
          tapLine,
          tapPixel,
          weights,
          tap,
          bias,
          biasOffset,
          low,
          high,
          out,
          to,
          toLine,
          toPixel);
    } else {
      taps2x2(
          lines,
          pixels,
          in,
          window,
          lineStride,
          pixelStride,
          tapLine,
          tapPixel,
          weights,
          tap,
          bias,
          biasOffset,
          low,
          high,
          out,
          to,
          toLine,
          toPixel);
    }
  }

  private static void taps3x3(
      int lines,
      int pixels,
      MemorySegment in,
      long window,
      long lineStride,
      long pixelStride,
      long tapLine,
      long tapPixel,
      MemorySegment weights,
      long tap,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toLine,
      long toPixel) {
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment om = Memory.of(out);
    long w = Memory.offset(tap);
    FloatVector f00 = FloatVector.fromMemorySegment(SPECIES, wm, w, NATIVE);
    FloatVector f01 = FloatVector.fromMemorySegment(SPECIES, wm, w + BYTES, NATIVE);
    FloatVector f02 = FloatVector.fromMemorySegment(SPECIES, wm, w + 2 * BYTES, NATIVE);
    FloatVector f10 = FloatVector.fromMemorySegment(SPECIES, wm, w + 3 * BYTES, NATIVE);
    FloatVector f11 = FloatVector.fromMemorySegment(SPECIES, wm, w + 4 * BYTES, NATIVE);
    FloatVector f12 = FloatVector.fromMemorySegment(SPECIES, wm, w + 5 * BYTES, NATIVE);
    FloatVector f20 = FloatVector.fromMemorySegment(SPECIES, wm, w + 6 * BYTES, NATIVE);
    FloatVector f21 = FloatVector.fromMemorySegment(SPECIES, wm, w + 7 * BYTES, NATIVE);
    FloatVector f22 = FloatVector.fromMemorySegment(SPECIES, wm, w + 8 * BYTES, NATIVE);
    FloatVector shift =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector most = FloatVector.broadcast(SPECIES, high);
    FloatVector zero = FloatVector.zero(SPECIES);
    long p1 = Memory.stride(tapPixel);
    long p2 = Memory.stride(2 * tapPixel);
    for (int line = 0; line < lines; line++) {
      long first = window + line * lineStride;
      long toFirst = to + line * toLine;
      for (int pixel = 0; pixel < pixels; pixel++) {
        long at = first + pixel * pixelStride;
        long a0 = Memory.offset(at);
        long a1 = Memory.offset(at + tapLine);
        long a2 = Memory.offset(at + 2 * tapLine);
        long toAt = Memory.offset(toFirst + pixel * toPixel);
        FloatVector s0 = f00.fma(FloatVector.fromMemorySegment(SPECIES, im, a0, NATIVE), zero);
        FloatVector s1 = f01.fma(FloatVector.fromMemorySegment(SPECIES, im, a0 + p1, NATIVE), s0);
        FloatVector s2 = f02.fma(FloatVector.fromMemorySegment(SPECIES, im, a0 + p2, NATIVE), s1);
        FloatVector s3 = f10.fma(FloatVector.fromMemorySegment(SPECIES, im, a1, NATIVE), s2);
        FloatVector s4 = f11.fma(FloatVector.fromMemorySegment(SPECIES, im, a1 + p1, NATIVE), s3);
        FloatVector s5 = f12.fma(FloatVector.fromMemorySegment(SPECIES, im, a1 + p2, NATIVE), s4);
        FloatVector s6 = f20.fma(FloatVector.fromMemorySegment(SPECIES, im, a2, NATIVE), s5);
        FloatVector s7 = f21.fma(FloatVector.fromMemorySegment(SPECIES, im, a2 + p1, NATIVE), s6);
        FloatVector s8 = f22.fma(FloatVector.fromMemorySegment(SPECIES, im, a2 + p2, NATIVE), s7);
        FloatVector y = s8.add(shift);
        y = y.blend(least, y.compare(LT, least));
        y.blend(most, y.compare(GT, most)).intoMemorySegment(om, toAt, NATIVE);
      }
    }
  }

  private static void taps3x2(
      int lines,
      int pixels,
      MemorySegment in,
      long window,
      long lineStride,
      long pixelStride,
      long tapLine,
      long tapPixel,
      MemorySegment weights,
      long tap,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toLine,
      long toPixel) {
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment om = Memory.of(out);
    long w = Memory.offset(tap);
    FloatVector f00 = FloatVector.fromMemorySegment(SPECIES, wm, w, NATIVE);
    FloatVector f01 = FloatVector.fromMemorySegment(SPECIES, wm, w + BYTES, NATIVE);
    FloatVector f10 = FloatVector.fromMemorySegment(SPECIES, wm, w + 3 * BYTES, NATIVE);
    FloatVector f11 = FloatVector.fromMemorySegment(SPECIES, wm, w + 4 * BYTES, NATIVE);
    FloatVector f20 = FloatVector.fromMemorySegment(SPECIES, wm, w + 6 * BYTES, NATIVE);
    FloatVector f21 = FloatVector.fromMemorySegment(SPECIES, wm, w + 7 * BYTES, NATIVE);
    FloatVector shift =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector most = FloatVector.broadcast(SPECIES, high);
    FloatVector zero = FloatVector.zero(SPECIES);
    long p1 = Memory.stride(tapPixel);
    for (int line = 0; line < lines; line++) {
      long first = window + line * lineStride;
      long toFirst = to + line * toLine;
      for (int pixel = 0; pixel < pixels; pixel++) {
        long at = first + pixel * pixelStride;
        long a0 = Memory.offset(at);
        long a1 = Memory.offset(at + tapLine);
        long a2 = Memory.offset(at + 2 * tapLine);
        long toAt = Memory.offset(toFirst + pixel * toPixel);
        FloatVector s0 = f00.fma(FloatVector.fromMemorySegment(SPECIES, im, a0, NATIVE), zero);
        FloatVector s1 = f01.fma(FloatVector.fromMemorySegment(SPECIES, im, a0 + p1, NATIVE), s0);
        FloatVector s2 = f10.fma(FloatVector.fromMemorySegment(SPECIES, im, a1, NATIVE), s1);
        FloatVector s3 = f11.fma(FloatVector.fromMemorySegment(SPECIES, im, a1 + p1, NATIVE), s2);
        FloatVector s4 = f20.fma(FloatVector.fromMemorySegment(SPECIES, im, a2, NATIVE), s3);
        FloatVector s5 = f21.fma(FloatVector.fromMemorySegment(SPECIES, im, a2 + p1, NATIVE), s4);
        FloatVector y = s5.add(shift);
        y = y.blend(least, y.compare(LT, least));
        y.blend(most, y.compare(GT, most)).intoMemorySegment(om, toAt, NATIVE);
      }
    }
  }

  private static void taps2x3(
      int lines,
      int pixels,
      MemorySegment in,
      long window,
      long lineStride,
      long pixelStride,
      long tapLine,
      long tapPixel,
      MemorySegment weights,
      long tap,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toLine,
      long toPixel) {
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment om = Memory.of(out);
    long w = Memory.offset(tap);
    FloatVector f00 = FloatVector.fromMemorySegment(SPECIES, wm, w, NATIVE);
    FloatVector f01 = FloatVector.fromMemorySegment(SPECIES, wm, w + BYTES, NATIVE);
    FloatVector f02 = FloatVector.fromMemorySegment(SPECIES, wm, w + 2 * BYTES, NATIVE);
    FloatVector f10 = FloatVector.fromMemorySegment(SPECIES, wm, w + 3 * BYTES, NATIVE);
    FloatVector f11 = FloatVector.fromMemorySegment(SPECIES, wm, w + 4 * BYTES, NATIVE);
    FloatVector f12 = FloatVector.fromMemorySegment(SPECIES, wm, w + 5 * BYTES, NATIVE);
    FloatVector shift =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector most = FloatVector.broadcast(SPECIES, high);
    FloatVector zero = FloatVector.zero(SPECIES);
    long p1 = Memory.stride(tapPixel);
    long p2 = Memory.stride(2 * tapPixel);
    for (int line = 0; line < lines; line++) {
      long first = window + line * lineStride;
      long toFirst = to + line * toLine;
      for (int pixel = 0; pixel < pixels; pixel++) {
        long at = first + pixel * pixelStride;
        long a0 = Memory.offset(at);
        long a1 = Memory.offset(at + tapLine);
        long toAt = Memory.offset(toFirst + pixel * toPixel);
        FloatVector s0 = f00.fma(FloatVector.fromMemorySegment(SPECIES, im, a0, NATIVE), zero);
        FloatVector s1 = f01.fma(FloatVector.fromMemorySegment(SPECIES, im, a0 + p1, NATIVE), s0);
        FloatVector s2 = f02.fma(FloatVector.fromMemorySegment(SPECIES, im, a0 + p2, NATIVE), s1);
        FloatVector s3 = f10.fma(FloatVector.fromMemorySegment(SPECIES, im, a1, NATIVE), s2);
        FloatVector s4 = f11.fma(FloatVector.fromMemorySegment(SPECIES, im, a1 + p1, NATIVE), s3);
        FloatVector s5 = f12.fma(FloatVector.fromMemorySegment(SPECIES, im, a1 + p2, NATIVE), s4);
        FloatVector y = s5.add(shift);
        y = y.blend(least, y.compare(LT, least));
        y.blend(most, y.compare(GT, most)).intoMemorySegment(om, toAt, NATIVE);
      }
    }
  }

  private static void taps2x2(
      int lines,
      int pixels,
      MemorySegment in,
      long window,
      long lineStride,
      long pixelStride,
      long tapLine,
      long tapPixel,
      MemorySegment weights,
      long tap,
      MemorySegment bias,
      long biasOffset,
      float low,
      float high,
      MemorySegment out,
      long to,
      long toLine,
      long toPixel) {
    MemorySegment im = Memory.of(in);
    MemorySegment wm = Memory.of(weights);
    MemorySegment om = Memory.of(out);
    long w = Memory.offset(tap);
    FloatVector f00 = FloatVector.fromMemorySegment(SPECIES, wm, w, NATIVE);
    FloatVector f01 = FloatVector.fromMemorySegment(SPECIES, wm, w + BYTES, NATIVE);
    FloatVector f10 = FloatVector.fromMemorySegment(SPECIES, wm, w + 3 * BYTES, NATIVE);
    FloatVector f11 = FloatVector.fromMemorySegment(SPECIES, wm, w + 4 * BYTES, NATIVE);
    FloatVector shift =
        FloatVector.fromMemorySegment(SPECIES, Memory.of(bias), Memory.offset(biasOffset), NATIVE);
    FloatVector least = FloatVector.broadcast(SPECIES, low);
    FloatVector most = FloatVector.broadcast(SPECIES, high);
    FloatVector zero = FloatVector.zero(SPECIES);
    long p1 = Memory.stride(tapPixel);
    for (int line = 0; line < lines; line++) {
      long first = window + line * lineStride;
      long toFirst = to + line * toLine;
      for (int pixel = 0; pixel < pixels; pixel++) {
        long at = first + pixel * pixelStride;
        long a0 = Memory.offset(at);
        long a1 = Memory.offset(at + tapLine);
        long toAt = Memory.offset(toFirst + pixel * toPixel);
        FloatVector s0 = f00.fma(FloatVector.fromMemorySegment(SPECIES, im, a0, NATIVE), zero);
        FloatVector s1 = f01.fma(FloatVector.fromMemorySegment(SPECIES, im, a0 + p1, NATIVE), s0);
        FloatVector s2 = f10.fma(FloatVector.fromMemorySegment(SPECIES, im, a1, NATIVE), s1);
        FloatVector s3 = f11.fma(FloatVector.fromMemorySegment(SPECIES, im, a1 + p1, NATIVE), s2);
        FloatVector y = s3.add(shift);
        y = y.blend(least, y.compare(LT, least));
        y.blend(most, y.compare(GT, most)).intoMemorySegment(om, toAt, NATIVE);
      }
    }
  }
}
