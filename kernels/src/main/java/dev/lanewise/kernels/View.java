package dev.lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * A channels-last float32 activation inside a larger piece of native memory.
 *
 * <p>Element {@code (n, d, h, w, c)} of a tensor with spatial sizes D, H, W lies {@code 4 * ((((n*D
 * + d)*H + h)*W + w) * pixelStride + c)} bytes behind {@code offset}. A pixel stride above the
 * channel count lets several tensors share the pixels of one wider tensor, which is how a
 * concatenation along channels is written in place.
 *
 * @param segment native memory, in this JVM's byte order; never a heap segment
 * @param offset of the first element, in bytes; a multiple of 4
 * @param pixelStride distance of neighbouring pixels, in floats; at least the channel count
 */
public record View(MemorySegment segment, long offset, long pixelStride) {
  public View {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          "a view needs a native segment (Arena.allocate), not a heap one: copy the array first");
    }
  }

  /** A view of the same memory that begins {@code channels} floats later in each pixel. */
  public View channelOffset(long channels) {
    return new View(segment, offset + 4 * channels, pixelStride);
  }
}
