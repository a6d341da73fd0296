package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.lanewise.kernels.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory as the vector kernels address it.
 *
 * <p>Where this module has native access ({@code --enable-native-access=dev.lanewise.kernels}), all
 * of the address space is one constant segment and an offset is an address. The compiler then knows
 * the segment's bounds and, of an offset that went through {@link #offset}, that it lies inside:
 * not one check is left in a loop. What a kernel may touch was checked once, when its operands were
 * bound. Elsewhere every access is checked against the operand's own segment, at a price of a tenth
 * to a third of the speed, and numbers stay as they are, since the compiler moves a check out of a
 * loop only if it sees how the offset grows; {@code -Dlanewise.checked=true} asks for that, to test
 * kernels.
 *
 * <p>A kernel takes operands as pairs of a segment and an offset that counts from {@link #base},
 * and reads and writes by {@code fromMemorySegment} and {@code intoMemorySegment} with the segment
 * of {@link #of} and an {@link #offset}. It calls them itself, because they are always inlined: a
 * method of ours around them is not where control has rarely come or where the caller has grown
 * past {@code NodeCountInliningCutoff}, and the vector that it returns goes through the heap. For
 * the same reason it asks for segments and offsets before its arithmetic: behind that, {@link
 * #offset} would be a call, around which every sum is saved.
 */
public final class Memory {
  /** System property that keeps every access checked. */
  public static final String CHECKED = "lanewise.checked";

  private static final MemorySegment ALL = all();

  /** More than any address, and little enough that a sum of a few cannot overflow. */
  private static final long POSITIVE = (1L << 58) - 1;

  /** The most that {@link #small} takes: 2^20 - 1. */
  public static final int MOST_SMALL = (1 << 20) - 1;

  private static final long SHORT = (1L << 40) - 1;

  /**
   * Four vectors of zeros, to be read in place of what does not exist.
   *
   * <p>A choice between two vectors sometimes sends them through the heap; one between two
   * addresses never does.
   */
  public static final MemorySegment ZEROS = repeat(0f);

  private Memory() {}

  @SuppressWarnings("restricted")
  private static MemorySegment all() {
    boolean checked =
        Boolean.getBoolean(CHECKED) || !Memory.class.getModule().isNativeAccessEnabled();
    return checked ? null : MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  /** Four vectors of the same number, never freed. */
  public static MemorySegment repeat(float value) {
    MemorySegment vector = Arena.global().allocate(4 * BYTES, BYTES);
    for (int i = 0; i < 4 * COUNT; i++) {
      vector.setAtIndex(JAVA_FLOAT, i, value);
    }
    return vector;
  }

  /** Whether accesses are checked against their own segment. */
  public static boolean isChecked() {
    return ALL == null;
  }

  /** The segment that offsets from {@link #base} count in; a constant without checks. */
  public static MemorySegment of(MemorySegment segment) {
    return ALL == null ? segment : ALL;
  }

  /** The offset of a segment's first byte. */
  public static long base(MemorySegment segment) {
    return ALL == null || segment == null ? 0 : segment.address();
  }

  /** The same elements as seen from here; null stays null. */
  public static View of(View view) {
    return ALL == null || view == null
        ? view
        : new View(ALL, base(view.segment()) + view.offset(), view.pixelStride());
  }

  /** The same offset, of which the compiler then knows that it is not negative. */
  public static long offset(long offset) {
    return ALL == null ? offset : offset & POSITIVE;
  }

  /** The same index, of which the compiler then knows that it is not negative. */
  public static int index(int index) {
    return ALL == null ? index : index & Integer.MAX_VALUE;
  }

  /**
   * The same number, up to {@link #MOST_SMALL}, of which the compiler then knows its range. Times a
   * few bytes it fits an int, and becomes part of an address instead of an addition.
   */
  public static int small(int number) {
    return ALL == null ? number : number & MOST_SMALL;
  }

  /** The same distance, up to 2^40 bytes, of which the compiler then knows its range. */
  public static long stride(long stride) {
    return ALL == null ? stride : stride & SHORT;
  }
}
