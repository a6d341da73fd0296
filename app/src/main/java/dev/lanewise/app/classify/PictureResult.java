package dev.lanewise.app.classify;

import dev.lanewise.models.Prediction;
import java.util.List;

/**
 * What a network said about a picture, or why it said nothing.
 *
 * @param picture what was read
 * @param predictions the best classes, the best first; empty after a failure
 * @param nanos time from the fitted picture to the predictions
 * @param problem one line that names the picture; empty if all went well
 */
public record PictureResult(
    Picture picture, List<Prediction> predictions, long nanos, String problem) {

  /** Whether there are predictions. */
  public boolean succeeded() {
    return problem.isEmpty();
  }
}
