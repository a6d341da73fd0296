package dev.lanewise.app.check;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this process uses. */
final class Resources {
  private static final ThreadMXBean METER = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Resources() {}

  /** The threads that help in runs. */
  static long[] workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lanewise-worker-"))
        .mapToLong(Thread::threadId)
        .toArray();
  }

  /** Bytes of the heap that this thread and the workers have allocated so far. */
  static long allocated(long[] workers) {
    long bytes = METER.getCurrentThreadAllocatedBytes();
    for (long worker : workers) {
      bytes += METER.getThreadAllocatedBytes(worker);
    }
    return bytes;
  }
}
