package dev.lanewise.kernels;

import dev.lanewise.kernels.reference.ReferenceKernels;
import java.util.List;
import java.util.stream.Stream;

/** The kernel providers that this JVM has. */
final class Providers {
  /** The reference first, then the vector kernels where they are available. */
  static final List<KernelProvider> ALL =
      Kernels.best().name().equals("vector")
          ? List.of(ReferenceKernels.INSTANCE, Kernels.best())
          : List.of(ReferenceKernels.INSTANCE);

  private Providers() {}

  /** Every convolution kernel that takes the problem, once, of all providers. */
  static Stream<ConvKernel> convolutions(ConvProblem problem) {
    return ALL.stream()
        .flatMap(provider -> provider.convolutions().stream())
        .distinct()
        .filter(kernel -> kernel.accepts(problem).accepted());
  }
}
