package dev.lanewise.bench.conv;

import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Verdict;
import dev.lanewise.kernels.reference.ReferenceKernels;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The convolution kernels of this machine, by name and by problem. */
public final class ConvKernels {
  /** Stands for the first kernel that accepts a problem. */
  public static final String FIRST = "first";

  private ConvKernels() {}

  /**
   * The kernels that accept a problem, in the order of preference; those in plain loops only if
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
            .toList();
    List<ConvKernel> fast = all.stream().filter(k -> !plain.contains(k.name())).toList();
    return fast.isEmpty() ? all : fast;
  }

  /**
   * The kernel of a name, or the first accepting one for {@link #FIRST}.
   *
   * @throws IllegalArgumentException if there is none of that name, or it refuses the problem
   */
  public static ConvKernel named(String name, ConvProblem problem) {
    if (name.equals(FIRST)) {
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
                        "no convolution kernel is called '%s'; there are %s, and '%s' for the first that accepts a problem"
                            .formatted(name, all.stream().map(ConvKernel::name).toList(), FIRST)));
    return requireAccepted(kernel, problem);
  }

  static ConvKernel requireAccepted(ConvKernel kernel, ConvProblem problem) {
    if (kernel.accepts(problem) instanceof Verdict.Refused(String reason)) {
      throw new IllegalArgumentException(
          "kernel %s refuses '%s': %s".formatted(kernel.name(), problem, reason));
    }
    return kernel;
  }
}
