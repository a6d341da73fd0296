package dev.lanewise.engine.plan;

import java.util.Locale;

/**
 * Where a value lies in the memory of a session.
 *
 * @param space which memory
 * @param index which input or output; 0 for the arena
 * @param offset of the first element, in bytes
 * @param pixelStride distance of neighbouring pixels, in floats
 * @param bytes of all elements, without those of a wider value in between
 */
public record Operand(Space space, int index, long offset, long pixelStride, long bytes) {
  /** The memories of a session. */
  public enum Space {
    /** Activations, shared by lifetime. */
    ARENA,
    /** An input of the network. */
    INPUT,
    /** An output of the network. */
    OUTPUT
  }

  /** For example {@code arena 4096+1024}, or {@code input 0}. */
  @Override
  public String toString() {
    return space == Space.ARENA
        ? "arena " + offset + "+" + bytes
        : space.name().toLowerCase(Locale.ROOT) + " " + index;
  }
}
