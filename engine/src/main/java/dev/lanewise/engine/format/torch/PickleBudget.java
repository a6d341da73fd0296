package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.format.io.ByteCursor;

/** Counts, roughly, the heap bytes that a pickle makes the machine allocate. */
final class PickleBudget {
  static final int REFERENCE = 8;
  static final int SCALAR = 24;
  static final int CONTAINER = 64;
  static final int ENTRY = 64;

  private static final long LIMIT = 32 << 20;

  private final ByteCursor in;
  private long left = LIMIT;

  PickleBudget(ByteCursor in) {
    this.in = in;
  }

  /** Called before the bytes are allocated. */
  void charge(long bytes) {
    if (bytes > left) {
      throw in.error(
          "the pickle builds objects of more than %d bytes, the limit; save the state dictionary"
                  .formatted(LIMIT)
              + " alone");
    }
    left -= bytes;
  }
}
