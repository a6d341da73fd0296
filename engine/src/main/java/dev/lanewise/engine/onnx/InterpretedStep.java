package dev.lanewise.engine.onnx;

import dev.lanewise.engine.plan.KernelChoice;
import dev.lanewise.engine.plan.Operand;
import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.engine.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** An interpreted node as a profile lists it, among the steps of plans. */
final class InterpretedStep {
  private static final String KERNEL = "interpreted";

  private InterpretedStep() {}

  /**
   * The step of a node that has run.
   *
   * @param operands null where one is left out
   */
  static PlannedStep of(
      Stage.Interpreted interpreted, List<Tensor> operands, List<Tensor> results) {
    List<Tensor> given = operands.stream().filter(Objects::nonNull).toList();
    return new PlannedStep(
        interpreted.site().node().label(),
        interpreted.site().node().operator(),
        text(given) + " to " + text(results),
        new KernelChoice(
            KERNEL, List.of(new KernelChoice.Refusal("compiled", interpreted.reason()))),
        0,
        List.of(memory(given)),
        memory(results),
        (in, out) -> {
          throw new IllegalStateException("interpreted nodes have no kernel");
        });
  }

  private static String text(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::toString).collect(Collectors.joining(", "));
  }

  private static Operand memory(List<Tensor> tensors) {
    long bytes = tensors.stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
    return new Operand(Operand.Space.ARENA, 0, 0, 1, bytes);
  }
}
