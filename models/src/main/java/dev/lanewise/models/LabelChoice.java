package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.models.labels.Labels;
import java.util.Optional;

/** The names of a network's classes. */
final class LabelChoice {
  private LabelChoice() {}

  /**
   * The names that were given, else those of the model.
   *
   * @throws LanewiseException if there are more or fewer than classes
   */
  static Labels of(Runner runner, Optional<Labels> given) {
    String model = runner.plan().name();
    int classes = (int) runner.outputShape().dim(1);
    Labels names = given.orElseGet(() -> Models.find(model).labels(classes));
    if (names.size() != classes) {
      throw new LanewiseException(
          "%s: wanted a label for each of its %d classes, got %d labels"
              .formatted(model, classes, names.size()));
    }
    return names;
  }
}
