package dev.lanewise.engine.plan;

import java.util.List;

/**
 * The kernel of a step, and why no other one was taken.
 *
 * @param kernel the name of the chosen one
 * @param refusals of all other kernels
 */
public record KernelChoice(String kernel, List<Refusal> refusals) {
  public KernelChoice {
    refusals = List.copyOf(refusals);
  }

  /** The only implementation of an operation. */
  public static KernelChoice only(String kernel) {
    return new KernelChoice(kernel, List.of());
  }

  /** A kernel that was passed over, and its reason. */
  public record Refusal(String kernel, String reason) {
    @Override
    public String toString() {
      return kernel + ": " + reason;
    }
  }
}
