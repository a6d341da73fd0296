package dev.lanewise.kernels;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Measures what the current thread allocates on the heap. */
final class AllocationMeter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int RUNS = 50;

  private AllocationMeter() {}

  /**
   * The bytes of {@value #RUNS} runs in the steady state: 0 as soon as that many runs allocate
   * nothing, or what they still allocate when the patience ends.
   */
  static long steadyBytes(Runnable action, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    long bytes;
    do {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < RUNS; i++) {
        action.run();
      }
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    } while (bytes > 0 && System.nanoTime() - deadline < 0);
    return bytes;
  }
}
