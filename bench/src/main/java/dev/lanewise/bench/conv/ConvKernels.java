package dev.lanewise.bench.conv;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.reference.ReferenceKernels;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The convolution kernels of this machine, by name and by problem. */
public final class ConvKernels {
  /** Stands for the kernel that the compiler of a network would choose for a problem. */
  public static final String CHOSEN = "chosen";

  private ConvKernels() {}

  /**
   * The kernels that accept a problem, the least estimated cost first; those in plain loops only if
   * there is no other.
   */
  public static List<ConvKernel> accepting(ConvProblem problem) {
    Set<String> plain =
        ReferenceKernels.INSTANCE.convolutions().stream()
            .map(ConvKernel::name)
            .collect(Collectors.toSet());
    List<ConvKernel> all =
        Kernels.best().convolutions().stream()
            .filter(kernel -> kernel.accepts(problem).accepted())
            .sorted(Comparator.comparingDouble(kernel -> cost(kernel, problem)))
            .toList();
    List<ConvKernel> fast = all.stream().filter(k -> !plain.contains(k.name())).toList();
    return fast.isEmpty() ? all : fast;
  }

  /**
   * The kernel of a name, or the one of least estimated cost for {@link #CHOSEN}.
   *
   * @throws IllegalArgumentException if there is none of that name, or it refuses the problem
   */
  public static ConvKernel named(String name, ConvProblem problem) {
    if (name.equals(CHOSEN)) {
      return accepting(problem).getFirst();
    }
    List<ConvKernel> all = Kernels.best().convolutions();
    ConvKernel kernel =
        all.stream()
            .filter(k -> k.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no convolution kernel is called '%s'; there are %s, and '%s' for the one of least estimated cost"
                            .formatted(name, all.stream().map(ConvKernel::name).toList(), CHOSEN)));
    return requireAccepted(kernel, problem);
  }

  private static double cost(ConvKernel kernel, ConvProblem problem) {
    return kernel.accepts(problem) instanceof Verdict.Accepted(double cost)
        ? cost
        : Double.POSITIVE_INFINITY;
  }

  static ConvKernel requireAccepted(ConvKernel kernel, ConvProblem problem) {
    if (kernel.accepts(problem) instanceof Verdict.Refused(String reason)) {
      throw new IllegalArgumentException(
          "kernel %s refuses '%s': %s".formatted(kernel.name(), problem, reason));
    }
    return kernel;
  }
}
