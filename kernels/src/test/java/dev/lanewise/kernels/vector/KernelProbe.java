package dev.lanewise.kernels.vector;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Predicate;

/**
 * Runs cases from cold to hot and prints a {@link ProbeResult} for each. To be started in a JVM of
 * its own.
 *
 * <p>Hot is when a whole round over all cases allocates nothing, and at least a thousand runs of
 * each; or when the patience ends. What a run allocates is the difference of two windows, the
 * second twice as long, so that what happens once does not count.
 */
final class KernelProbe {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WINDOW = 2;
  private static final int LEAST_ROUNDS = 1000 / (3 * WINDOW) + 1;

  private final List<ProbeCase> cases;
  private final long[] cold;
  private final long[] hot;
  private final long[] bytesPerRun;

  private KernelProbe(List<ProbeCase> cases) {
    this.cases = cases;
    this.cold = new long[cases.size()];
    this.hot = new long[cases.size()];
    this.bytesPerRun = new long[cases.size()];
  }

  /**
   * @param arguments patience in seconds, 0 for one round; then, if wanted, the first word of the
   *     cases' names
   */
  public static void main(String[] arguments) {
    Predicate<ProbeCase> wanted =
        c -> arguments.length == 1 || c.name().startsWith(arguments[1] + " ");
    KernelProbe probe = new KernelProbe(ProbeCases.all().stream().filter(wanted).toList());
    probe.runCold();
    long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000;
    int round = 0;
    boolean steady;
    do {
      steady = probe.round() & ++round >= LEAST_ROUNDS;
    } while (!steady && System.nanoTime() - end < 0);
    probe.print();
  }

  private void runCold() {
    for (int i = 0; i < cold.length; i++) {
      cases.get(i).run();
      cold[i] = cases.get(i).checksum();
      hot[i] = cold[i];
    }
  }

  /** Runs each case some times; whether none but canaries allocated. */
  private boolean round() {
    boolean steady = true;
    for (int i = 0; i < cold.length; i++) {
      ProbeCase c = cases.get(i);
      long once = allocated(c, WINDOW);
      long twice = allocated(c, 2 * WINDOW);
      bytesPerRun[i] = (twice - once) / WINDOW;
      steady &= c.isCanary() || twice == once;
      long checksum = c.checksum();
      hot[i] = hot[i] == cold[i] ? checksum : hot[i];
    }
    return steady;
  }

  private static long allocated(ProbeCase c, int runs) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < runs; i++) {
      c.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private void print() {
    for (int i = 0; i < cold.length; i++) {
      System.out.println(new ProbeResult(cold[i], hot[i], bytesPerRun[i], cases.get(i).name()));
    }
  }
}
