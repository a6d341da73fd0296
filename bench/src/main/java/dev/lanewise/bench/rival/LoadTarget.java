package dev.lanewise.bench.rival;

import dev.lanewise.bench.Targets;
import java.util.List;
import java.util.Optional;

/**
 * How long a network may take to its first output: our time by the rival's.
 *
 * @param weights the most from safetensors
 * @param onnx the most from the ONNX file
 */
public record LoadTarget(String model, double weights, double onnx) {
  /** All targets. */
  public static List<LoadTarget> all() {
    return Targets.table("load", 3).stream()
        .map(row -> new LoadTarget(row[0], Double.parseDouble(row[1]), Double.parseDouble(row[2])))
        .toList();
  }

  /** The target of a network, if it has one. */
  public static Optional<LoadTarget> of(String model) {
    return all().stream().filter(target -> target.model().equals(model)).findFirst();
  }
}
