package dev.lanewise.app.check;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process uses. */
final class Resources {
  private static final ThreadMXBean METER = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Path STATUS = Path.of("/proc/self/status");

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

  /** The resident memory of the process, in bytes; 0 where the system does not tell. */
  static long resident() {
    try {
      if (Files.isReadable(STATUS)) {
        for (String line : Files.readAllLines(STATUS)) {
          if (line.startsWith("VmRSS:")) {
            return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
          }
        }
      }
    } catch (IOException e) {
      // as where there is no such file
    }
    return 0;
  }
}
