package dev.lanewise.engine.weights;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.io.ErrorText;
import java.util.stream.Collectors;

/** A weights source has no tensor of the wanted name. */
public class MissingTensorException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception for a tensor that {@code source} lacks; the message lists some it has.
   */
  public MissingTensorException(WeightSource source, String name) {
    super(message(source, name));
  }

  private static String message(WeightSource source, String name) {
    String some =
        source.names().stream().limit(3).map(ErrorText::quote).collect(Collectors.joining(", "));
    return "%s: no tensor %s; the file has %d%s"
        .formatted(
            source.describe(),
            ErrorText.quote(name),
            source.names().size(),
            some.isEmpty() ? "" : ", the first are " + some);
  }
}
