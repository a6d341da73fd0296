package dev.lanewise.app.bench;

/**
 * What was measured with one number of threads.
 *
 * @param model the name of the network
 * @param threads of a run
 * @param batch samples of a run
 * @param macs multiply-accumulates of a run, as the literature counts them
 * @param timings of the runs
 * @param peakGflops what so many threads reach in registers, in GFLOP/s
 * @param peakResident the most bytes of RAM that the process took until then, 0 if not known
 */
public record BenchResult(
    String model,
    int threads,
    int batch,
    long macs,
    Timings timings,
    double peakGflops,
    long peakResident) {

  /** The speed at the median time: two operations for each multiply-accumulate. */
  public double gflops() {
    return 2.0 * macs / timings.median();
  }

  /** The speed in percent of the peak; faster algorithms than direct summation may exceed 100. */
  public double percentOfPeak() {
    return 100 * gflops() / peakGflops;
  }
}
