package dev.lanewise.bench.timing;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.function.LongSupplier;

/**
 * Waits until no thread of this process works any more, so that one contestant's spinning workers,
 * the compiler or the garbage collector take no time from the next one.
 */
public final class Idle {
  private static final long SLEEP_MILLIS = 50;
  private static final int FEWEST_SLEEPS = 2;
  private static final int MOST_SLEEPS = 40;

  /** The part of one processor that counts as idle. */
  private static final double CALM = 0.05;

  private Idle() {}

  /**
   * Sleeps for 0.1 s at least and 2 s at most.
   *
   * @return whether the process came to rest; true if this JVM cannot tell
   */
  public static boolean await() {
    OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
    return bean instanceof com.sun.management.OperatingSystemMXBean system
        ? await(system::getProcessCpuTime)
        : await(() -> 0);
  }

  static boolean await(LongSupplier cpuNanos) {
    for (int i = 1; i <= MOST_SLEEPS; i++) {
      long cpu = cpuNanos.getAsLong();
      long start = System.nanoTime();
      sleep();
      double used = cpuNanos.getAsLong() - cpu;
      if (i >= FEWEST_SLEEPS && used <= CALM * (System.nanoTime() - start)) {
        return true;
      }
    }
    return false;
  }

  private static void sleep() {
    try {
      Thread.sleep(SLEEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two blocks", e);
    }
  }
}
