package dev.lanewise.engine.plan;

import dev.lanewise.engine.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a compiler decided: everything of a plan but its native memory. Immutable.
 *
 * @param name of the network
 * @param kernels name of the kernel provider
 * @param inputs name and shape
 * @param outputs name and shape
 * @param steps in execution order
 * @param weightBytes of the weights file
 * @param packedBytes of the weights in the kernels' layouts
 * @param arenaBytes of the activations of a session
 * @param arenaLowerBound the largest sum of values that live at the same time
 */
public record PlanContents(
    String name,
    String kernels,
    SequencedMap<String, Shape> inputs,
    SequencedMap<String, Shape> outputs,
    List<PlannedStep> steps,
    long weightBytes,
    long packedBytes,
    long arenaBytes,
    long arenaLowerBound) {
  public PlanContents {
    inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputs));
    steps = List.copyOf(steps);
  }
}
