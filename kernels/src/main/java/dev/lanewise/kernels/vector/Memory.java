package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

import dev.lanewise.kernels.View;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Native memory as the vector kernels address it.
 *
 * <p>Where this module has native access ({@code --enable-native-access=dev.lanewise.kernels}), all
 * of the address space is one constant segment and an offset is an address. The compiler then knows
 * the segment's bounds and, of an offset that went through {@link #offset}, that it lies inside:
 * not one check is left in a loop. What a kernel may touch was checked once, when its operands were
 * bound. Elsewhere every access is checked against the operand's own segment, at a price of a tenth
 * to a third of the speed; {@code -Dlanewise.checked=true} asks for that, to test kernels.
 *
 * <p>A kernel takes operands as pairs of a segment and an offset that counts from {@link #base},
 * and reads and writes by {@link #load} and {@link #store}. The compiler does not inline these
 * where a method has grown past {@code NodeCountInliningCutoff}, and a vector then goes through the
 * heap: what follows long arithmetic calls {@code intoMemorySegment} itself, which is always
 * inlined, with the segment of {@link #of} and an {@link #offset}.
 */
public final class Memory {
  /** System property that keeps every access checked. */
  public static final String CHECKED = "lanewise.checked";

  private static final MemorySegment ALL = all();

  /** More than any address, and little enough that a sum of a few cannot overflow. */
  private static final long POSITIVE = (1L << 58) - 1;

  private static final long SHORT = (1L << 40) - 1;

  private Memory() {}

  @SuppressWarnings("restricted")
  private static MemorySegment all() {
    boolean checked =
        Boolean.getBoolean(CHECKED) || !Memory.class.getModule().isNativeAccessEnabled();
    return checked ? null : MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
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
    return offset & POSITIVE;
  }

  /** The same distance, up to 2^40 bytes, of which the compiler then knows its range. */
  public static long stride(long stride) {
    return stride & SHORT;
  }

  /** Loads one vector. */
  public static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, of(segment), offset & POSITIVE, NATIVE);
  }

  /** Loads the lanes that are set, zero in the others, whose memory is not touched. */
  public static FloatVector load(MemorySegment segment, long offset, VectorMask<Float> lanes) {
    return FloatVector.fromMemorySegment(SPECIES, of(segment), offset & POSITIVE, NATIVE, lanes);
  }

  /** Stores one vector. */
  public static void store(FloatVector v, MemorySegment segment, long offset) {
    VECTOR.cast(v).intoMemorySegment(of(segment), offset & POSITIVE, NATIVE);
  }

  /** Stores the lanes that are set; the memory of the others is not touched. */
  public static void store(
      FloatVector v, MemorySegment segment, long offset, VectorMask<Float> lanes) {
    VECTOR.cast(v).intoMemorySegment(of(segment), offset & POSITIVE, NATIVE, lanes);
  }
}
