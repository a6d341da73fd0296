package dev.lanewise.bench.conv;

import dev.lanewise.app.bench.Timings;
import dev.lanewise.bench.timing.Blocks;
import dev.lanewise.bench.timing.Statistics;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures all kernels that accept a problem, in turns, and the peak in runs as long as those of
 * the first kernel.
 *
 * @param blocks what one turn is
 * @param rounds how many turns each kernel has
 * @param precise whether kernels without direct summation are left out
 */
public record KernelMeter(Blocks blocks, int rounds, boolean precise) {

  /** The results in the order of the kernels' estimated costs. */
  public List<KernelResult> measure(ConvProblem problem) {
    List<ConvWorkload> workloads = new ArrayList<>();
    try {
      for (ConvKernel kernel : ConvKernels.accepting(problem)) {
        if (kernel.isDirect() || !precise) {
          workloads.add(new ConvWorkload(problem, kernel));
        }
      }
      return measure(problem, workloads);
    } finally {
      workloads.forEach(ConvWorkload::close);
    }
  }

  private List<KernelResult> measure(ConvProblem problem, List<ConvWorkload> workloads) {
    workloads.forEach(workload -> blocks.warmUp(workload::run));
    PeakRuns peak = new PeakRuns(blocks.time(workloads.getFirst()::run).median());
    double[] peaks = new double[rounds];
    double[] best = new double[workloads.size()];
    double[][] medians = new double[workloads.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < workloads.size(); i++) {
        Timings timings = blocks.time(workloads.get(i)::run);
        medians[i][round] = timings.median();
        best[i] = round == 0 ? timings.min() : Math.min(best[i], timings.min());
      }
      peaks[round] = peak.gflops(blocks.time(peak).median());
    }
    double peakGflops = Statistics.median(peaks);
    List<KernelResult> results = new ArrayList<>();
    for (int i = 0; i < workloads.size(); i++) {
      String kernel = workloads.get(i).kernel().name();
      double median = Statistics.median(medians[i]);
      results.add(new KernelResult(problem, kernel, i == 0, best[i], median, peakGflops));
    }
    return results;
  }
}
