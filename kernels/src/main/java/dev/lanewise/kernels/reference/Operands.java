package dev.lanewise.kernels.reference;

import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;

/**
 * Checks of what a caller binds, so that a wrong size fails here and not in the middle of a run.
 */
final class Operands {
  private Operands() {}

  /** The view, if it holds {@code pixels} pixels of {@code channels} channels. */
  static View view(String what, View view, long pixels, long channels) {
    if (view.pixelStride() < channels) {
      throw new IllegalArgumentException(
          what
              + ": the pixel stride of "
              + view.pixelStride()
              + " floats is less than the "
              + channels
              + " channels");
    }
    long floats = Math.addExact(Math.multiplyExact(pixels - 1, view.pixelStride()), channels);
    memory(what, view.segment(), view.offset(), floats);
    return view;
  }

  /** The segment, if it holds {@code floats} float32 values from {@code offset} on. */
  static MemorySegment memory(String what, MemorySegment segment, long offset, long floats) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          what + ": wanted native memory (Arena.allocate), but this is a heap segment");
    }
    if (offset < 0 || offset % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          what + ": the offset must be a multiple of 4 and not negative, but is " + offset);
    }
    long end = Math.addExact(offset, Math.multiplyExact(floats, (long) Float.BYTES));
    if (end > segment.byteSize()) {
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
