package dev.lanewise.kernels;

/**
 * The multiply-add peak of this machine, measured: what benchmarks give percentages of.
 *
 * <p>Each thread runs independent chains of fused multiply-adds in registers; the best of many
 * short rounds counts, so that a busy neighbour disturbs little.
 */
public final class Peak {
  private static final int ROUNDS = 20_000;
  private static final long NANOS = 150_000_000;

  private Peak() {}

  /** The peak of one thread in GFLOP/s; takes about a fifth of a second. */
  public static double measureGflops() {
    return measureGflops(1);
  }

  /**
   * The summed peak of several threads that run at the same time, in GFLOP/s.
   *
   * @param threads at least 1
   */
  public static double measureGflops(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
    }
    double[] best = new double[threads];
    Thread[] others = new Thread[threads - 1];
    for (int i = 0; i < others.length; i++) {
      int slot = i + 1;
      others[i] = Thread.ofPlatform().daemon().start(() -> best[slot] = bestOfRounds());
    }
    best[0] = bestOfRounds();
    double sum = best[0];
    for (int i = 0; i < others.length; i++) {
      try {
        others[i].join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the peak was measured", e);
      }
      sum += best[i + 1];
    }
    return sum;
  }

  private static double bestOfRounds() {
    KernelProvider kernels = Kernels.best();
    double best = 0;
    long end = System.nanoTime() + NANOS;
    do {
      long start = System.nanoTime();
      double flops = kernels.exerciseFma(ROUNDS);
      best = Math.max(best, flops / (System.nanoTime() - start));
    } while (System.nanoTime() < end);
    return best;
  }
}
