package dev.lanewise.app.classify;

import dev.lanewise.models.Prediction;
import java.util.List;

/**
 * What a network said about a recording, clip by clip or window by window, or why it said nothing.
 *
 * @param name of the file
 * @param parts in the order of time; empty after a failure
 * @param predictions of all parts together, the best first; empty after a failure
 * @param nanos time of the network alone
 * @param problem one line that names the file; empty if all went well
 */
public record RecordingResult(
    String name, List<Part> parts, List<Prediction> predictions, long nanos, String problem) {
  /** Keeps copies. */
  public RecordingResult {
    parts = List.copyOf(parts);
    predictions = List.copyOf(predictions);
  }

  /**
   * What a network said about a part.
   *
   * @param first the number of the first frame or sample, from 0
   * @param last the number of the last one
   * @param best the most probable class
   */
  public record Part(long first, long last, Prediction best) {}

  /** A recording that could not be classified. */
  public static RecordingResult failed(String name, String problem) {
    return new RecordingResult(name, List.of(), List.of(), 0, problem);
  }

  /** Whether there are predictions. */
  public boolean succeeded() {
    return problem.isEmpty();
  }
}
