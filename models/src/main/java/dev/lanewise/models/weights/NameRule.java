package dev.lanewise.models.weights;

import java.util.HashSet;
import java.util.Optional;

/** One rule of a mapping: names of one form become names of another. */
record NameRule(NamePattern theirs, NamePattern ours, TensorChange change) {
  /**
   * Checks that the rule can be read in both directions.
   *
   * @throws IllegalArgumentException if the sides have not the same parts, each once
   */
  NameRule {
    boolean same =
        new HashSet<>(theirs.parts()).equals(new HashSet<>(ours.parts()))
            && theirs.parts().size() == ours.parts().size()
            && theirs.parts().stream().distinct().count() == theirs.parts().size();
    if (!same) {
      throw new IllegalArgumentException(theirs + " -> " + ours + ": the parts differ");
    }
  }

  /** Our name for one of theirs. */
  Optional<String> toOurs(String name) {
    return theirs.match(name).map(ours::fill);
  }

  /** Their name for one of ours. */
  Optional<String> toTheirs(String name) {
    return ours.match(name).map(theirs::fill);
  }
}
