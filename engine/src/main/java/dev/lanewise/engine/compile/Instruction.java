package dev.lanewise.engine.compile;

import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.PostOp;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Set;

/**
 * One kernel call, before kernels are chosen and memory is laid out.
 *
 * @param name of the graph's node
 * @param text the operation and its constants
 * @param problem sizes, in the notation of problem lines
 * @param reads values
 * @param write the value that this instruction defines
 * @param overwritable which of the reads may lie in the same memory as the result
 * @param work what to call
 */
record Instruction(
    String name,
    String text,
    String problem,
    List<String> reads,
    String write,
    Set<Integer> overwritable,
    Work work) {

  /** Multiplications as the literature counts them: those of convolutions and linear layers. */
  long macs() {
    return switch (work) {
      case Convolution conv -> conv.problem().macs();
      case TransposedConvolution conv -> conv.problem().macs();
      case Simple _ -> 0;
    };
  }

  /** What an instruction calls. */
  sealed interface Work permits Convolution, TransposedConvolution, Simple {}

  /**
   * A convolution or linear layer, whose kernel is to be chosen.
   *
   * @param bias null for none
   */
  record Convolution(ConvProblem problem, Constant weight, Constant bias, PostOp post)
      implements Work {}

  /**
   * A transposed convolution.
   *
   * @param bias null for none
   */
  record TransposedConvolution(
      ConvTransposeProblem problem, Constant weight, Constant bias, PostOp post) implements Work {}

  /** Any other operation, of which a provider has one implementation. */
  @FunctionalInterface
  non-sealed interface Simple extends Work {
    /**
     * Prepares the operation.
     *
     * @param arena takes constants; lives as long as the plan
     */
    PlannedStep.Binder prepare(KernelProvider kernels, Arena arena);
  }
}
