package dev.lanewise.bench.rival;

import dev.lanewise.bench.Targets;
import java.util.List;
import java.util.Optional;

/**
 * What a network shall reach with one thread: the rival's time by ours.
 *
 * @param atLeast what is wanted
 * @param stretch what would be better still
 */
public record RivalTarget(String model, double atLeast, double stretch) {
  /** More threads shall keep this part of the one-thread ratio. */
  public static final double THREADS_KEEP = 0.90;

  /** All targets, in the order of the report. */
  public static List<RivalTarget> all() {
    return Targets.table("models", 3).stream()
        .map(row -> new RivalTarget(row[0], Double.parseDouble(row[1]), Double.parseDouble(row[2])))
        .toList();
  }

  /** The target of a network, if it has one. */
  public static Optional<RivalTarget> of(String model) {
    return all().stream().filter(target -> target.model().equals(model)).findFirst();
  }
}
