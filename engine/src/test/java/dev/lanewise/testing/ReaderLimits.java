package dev.lanewise.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;

/** What reading a hostile file may take. */
public final class ReaderLimits {
  /** The longest that a file of a fuzzer may take. */
  public static final long MAX_MILLIS = 2000;

  /** The most heap that reading a file of a fuzzer, up to 1 MB long, may take. */
  public static final long MAX_BYTES = 192L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ReaderLimits() {}

  /**
   * Reads and measures.
   *
   * @param reader for messages
   * @param read returns whether the file was accepted; called again if it went beyond a limit
   * @return what {@code read} returned
   * @throws AssertionError if it went beyond a limit
   */
  public static boolean hold(Object reader, BooleanSupplier read) {
    // What goes beyond a limit must do so twice: the first time classes may have been loaded.
    String problem = "";
    for (int run = 0; run < 2; run++) {
      long start = System.nanoTime();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      boolean accepted = read.getAsBoolean();
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      long millis = (System.nanoTime() - start) / 1_000_000;
      // Only the long run looks at the clock: a busy machine is no fault of the reader.
      boolean late = millis > MAX_MILLIS && Boolean.getBoolean("lanewise.fuzz.clock");
      if (allocated <= MAX_BYTES && !late) {
        return accepted;
      }
      problem = "allocated %d bytes in %d ms".formatted(allocated, millis);
    }
    throw new AssertionError(reader + ": " + problem);
  }
}
