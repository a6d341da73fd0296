package dev.lanewise.engine.compile;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.plan.KernelChoice;
import dev.lanewise.engine.tuning.Tuning;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks all convolution kernels and takes the one that takes the least time: by estimate, or as
 * measured where there is a tuning.
 */
final class ChooseKernels {
  /** Kernels that take longer than this by estimate, relative to the best, are not measured. */
  private static final double WORTH_MEASURING = 6;

  private ChooseKernels() {}

  /** A kernel and the report on how it was chosen. */
  record Chosen(ConvKernel kernel, KernelChoice choice) {}

  /** Chooses a kernel as the options want it: precise or not, with what times. */
  static Chosen choose(KernelProvider kernels, ConvProblem problem, Options options) {
    boolean precise = options.precise();
    Tuning tuning = options.tuning();
    List<ConvKernel> all = candidates(kernels, options);
    List<KernelChoice.Refusal> refusals = new ArrayList<>();
    Map<String, Double> micros = tuning == null ? Map.of() : times(kernels, all, problem, tuning);
    ConvKernel best = null;
    double least = Double.POSITIVE_INFINITY;
    boolean measured = false;
    for (ConvKernel kernel : all) {
      if (verdict(kernel, problem, precise) instanceof Verdict.Accepted(double cost)) {
        // A measured time beats every estimate.
        Double time = micros.get(kernel.name());
        boolean better = time == null ? !measured && cost < least : !measured || time < least;
        if (better) {
          best = kernel;
          least = time == null ? cost : time;
          measured = time != null;
        }
      }
    }
    if (best == null) {
      for (ConvKernel kernel : all) {
        refuse(refusals, kernel, verdict(kernel, problem, precise), "");
      }
      throw new LanewiseException(
          "convolution %s: none of the %s kernels takes it: %s"
              .formatted(problem, kernels.name(), refusals));
    }
    for (ConvKernel kernel : all) {
      if (kernel != best) {
        Verdict verdict = verdict(kernel, problem, precise);
        Double time = micros.get(kernel.name());
        String reason =
            !measured
                ? slower("would take %.2f times as long by estimate", cost(verdict) / least)
                : time == null
                    ? "was not measured"
                    : slower("took %.2f times as long when measured", time / least);
        refuse(refusals, kernel, verdict, reason);
      }
    }
    return new Chosen(best, new KernelChoice(best.name(), refusals));
  }

  /** Chooses the kernel whose packed weights take the least memory. */
  static Chosen smallest(KernelProvider kernels, ConvProblem problem, Options options) {
    boolean precise = options.precise();
    List<ConvKernel> all = candidates(kernels, options);
    List<ConvKernel> candidates =
        all.stream().filter(kernel -> verdict(kernel, problem, precise).accepted()).toList();
    if (candidates.isEmpty()) {
      return choose(kernels, problem, options);
    }
    ConvKernel best =
        Collections.min(candidates, Comparator.comparingLong(k -> k.packedBytes(problem)));
    List<KernelChoice.Refusal> refusals = new ArrayList<>();
    for (ConvKernel kernel : all) {
      if (kernel != best) {
        Verdict verdict = verdict(kernel, problem, precise);
        refuse(refusals, kernel, verdict, "would pack the weights into no less memory");
      }
    }
    return new Chosen(best, new KernelChoice(best.name(), refusals));
  }

  /** Kernels that round weights come last: where they gain nothing, whole weights are taken. */
  private static List<ConvKernel> candidates(KernelProvider kernels, Options options) {
    List<ConvKernel> all = new ArrayList<>(kernels.convolutions());
    if (options.bfloat16Weights() && !options.precise()) {
      all.addAll(kernels.bfloat16Convolutions());
    }
    return all;
  }

  private static String slower(String format, double times) {
    return String.format(Locale.ROOT, format, times);
  }

  private static void refuse(
      List<KernelChoice.Refusal> refusals, ConvKernel kernel, Verdict verdict, String slow) {
    String reason = verdict instanceof Verdict.Refused(String why) ? why : slow;
    refusals.add(new KernelChoice.Refusal(kernel.name(), reason));
  }

  /**
   * The recorded times, and those that are now measured as they are missing, of direct kernels or
   * not.
   */
  private static Map<String, Double> times(
      KernelProvider kernels, List<ConvKernel> all, ConvProblem problem, Tuning tuning) {
    Map<String, Double> recorded = tuning.micros(kernels, problem);
    if (!tuning.measures()) {
      return recorded;
    }
    double least =
        all.stream().mapToDouble(kernel -> cost(kernel.accepts(problem))).min().orElse(0);
    List<ConvKernel> candidates =
        all.stream()
            .filter(kernel -> cost(kernel.accepts(problem)) <= WORTH_MEASURING * least)
            .toList();
    List<ConvKernel> missing =
        candidates.stream().filter(kernel -> !recorded.containsKey(kernel.name())).toList();
    if (candidates.size() < 2 || missing.isEmpty()) {
      return recorded;
    }
    Map<String, Double> micros = new TreeMap<>(recorded);
    micros.putAll(MeasureKernels.micros(missing, problem));
    tuning.add(kernels, problem, micros);
    return micros;
  }

  /** The estimate, or infinity. */
  private static double cost(Verdict verdict) {
    return verdict instanceof Verdict.Accepted(double cost) ? cost : Double.POSITIVE_INFINITY;
  }

  private static Verdict verdict(ConvKernel kernel, ConvProblem problem, boolean precise) {
    return precise && !kernel.isDirect()
        ? Verdict.refuse("precise computation wants direct summation")
        : kernel.accepts(problem);
  }
}
