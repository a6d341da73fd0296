package dev.lanewise.engine.compile;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.plan.KernelChoice;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Asks all convolution kernels and takes the one that estimates the least time. */
final class ChooseKernels {
  private ChooseKernels() {}

  /** A kernel and the report on how it was chosen. */
  record Chosen(ConvKernel kernel, KernelChoice choice) {}

  /**
   * Chooses a kernel.
   *
   * @param precise whether only direct summation will do
   */
  static Chosen choose(KernelProvider kernels, ConvProblem problem, boolean precise) {
    List<KernelChoice.Refusal> refusals = new ArrayList<>();
    ConvKernel best = null;
    double least = Double.POSITIVE_INFINITY;
    for (ConvKernel kernel : kernels.convolutions()) {
      if (verdict(kernel, problem, precise) instanceof Verdict.Accepted(double cost)
          && cost < least) {
        best = kernel;
        least = cost;
      }
    }
    for (ConvKernel kernel : kernels.convolutions()) {
      if (kernel != best) {
        String reason =
            switch (verdict(kernel, problem, precise)) {
              case Verdict.Accepted(double cost) ->
                  String.format(
                      Locale.ROOT, "would take %.2f times as long by estimate", cost / least);
              case Verdict.Refused(String why) -> why;
            };
        refusals.add(new KernelChoice.Refusal(kernel.name(), reason));
      }
    }
    if (best != null) {
      return new Chosen(best, new KernelChoice(best.name(), refusals));
    }
    throw new LanewiseException(
        "convolution %s: none of the %s kernels takes it: %s"
            .formatted(problem, kernels.name(), refusals));
  }

  private static Verdict verdict(ConvKernel kernel, ConvProblem problem, boolean precise) {
    return precise && !kernel.isDirect()
        ? Verdict.refuse("precise computation wants direct summation")
        : kernel.accepts(problem);
  }
}
