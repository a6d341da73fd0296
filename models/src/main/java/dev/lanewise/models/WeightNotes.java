package dev.lanewise.models;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a weights file says about its training, in the metadata of its header.
 *
 * <p>The keys are {@code architecture} (the name of the network), {@code classes} (names with
 * commas between them), {@code mean} and {@code std} (as many numbers as the input has channels, in
 * units of samples divided by 255). Notes on another architecture, or on none, are not looked at.
 *
 * @param labels the classes, if the file names them
 * @param mean of each channel, if the file names mean and deviation; else empty
 * @param std the standard deviation of each channel, or empty
 */
record WeightNotes(Optional<Labels> labels, List<Float> mean, List<Float> std) {
  private static final WeightNotes NONE = new WeightNotes(Optional.empty(), List.of(), List.of());

  /**
   * Reads the notes of a source on a network.
   *
   * @throws ModelFormatException if they make no sense
   */
  static WeightNotes read(WeightSource weights, String architecture) {
    Map<String, String> notes = weights.metadata();
    if (!architecture.equals(notes.get("architecture"))) {
      return NONE;
    }
    List<Float> mean = numbers(weights, "mean");
    List<Float> std = numbers(weights, "std");
    if (mean.size() != std.size() || std.contains(0f)) {
      throw new ModelFormatException(
          "%s: metadata: wanted as many numbers in std as in mean, and none of them 0, got %s and %s"
              .formatted(weights.describe(), std, mean));
    }
    Optional<Labels> labels =
        Optional.ofNullable(notes.get("classes")).map(names -> Labels.of(names.split(",", -1)));
    return new WeightNotes(labels, mean, std);
  }

  /** The preprocessing with the file's mean and deviation in place of the usual ones. */
  Preprocess applyTo(Preprocess usual) {
    return mean.size() == usual.order().channels() ? usual.withMeanAndStd(mean, std) : usual;
  }

  private static List<Float> numbers(WeightSource weights, String key) {
    String text = weights.metadata().get(key);
    List<Float> numbers = new ArrayList<>();
    if (text != null) {
      for (String part : text.split(",", -1)) {
        numbers.add(number(weights, key, part.strip()));
      }
    }
    return List.copyOf(numbers);
  }

  private static float number(WeightSource weights, String key, String text) {
    try {
      float number = Float.parseFloat(text);
      if (Float.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, for infinite numbers too.
    }
    throw new ModelFormatException(
        "%s: metadata: wanted %s to be finite numbers with commas between them"
            .formatted(weights.describe(), key));
  }
}
