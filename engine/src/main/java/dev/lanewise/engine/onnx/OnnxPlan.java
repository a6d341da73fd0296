package dev.lanewise.engine.onnx;

import dev.lanewise.engine.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model became for inputs of certain shapes: plans, and nodes that are interpreted.
 *
 * @param plans in the order of execution; they belong to the model
 * @param interpreted a line for each interpreted node: which, and why
 */
public record OnnxPlan(List<Plan> plans, List<String> interpreted) {
  /** Copies the lists. */
  public OnnxPlan {
    plans = List.copyOf(plans);
    interpreted = List.copyOf(interpreted);
  }

  static OnnxPlan of(List<Stage> stages) {
    List<Plan> plans = new ArrayList<>();
    List<String> interpreted = new ArrayList<>();
    for (Stage stage : stages) {
      stage.segment().ifPresent(segment -> plans.add(segment.plan()));
      for (Stage.Interpreted node : stage.interpreted()) {
        interpreted.add(node.site().node().label() + ": " + node.reason());
      }
    }
    return new OnnxPlan(plans, interpreted);
  }

  /** The only plan, if the whole model became one. */
  public Optional<Plan> whole() {
    return plans.size() == 1 && interpreted.isEmpty()
        ? Optional.of(plans.getFirst())
        : Optional.empty();
  }

  /** Multiply-accumulates of all plans. */
  public long macs() {
    return plans.stream().mapToLong(Plan::macs).sum();
  }

  /** All plans in detail, and the interpreted nodes with reasons. */
  public String explain() {
    StringBuilder text = new StringBuilder();
    plans.forEach(plan -> text.append(plan.explain()));
    text.append("interpreted nodes: ").append(interpreted.size()).append('\n');
    interpreted.forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }
}
