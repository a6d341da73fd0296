package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a file says about a value: its name, element type and shape.
 *
 * @param name of the value
 * @param dtype nothing if the file does not say, or it is no tensor of numbers
 * @param typeName the type in words, for messages
 * @param dims nothing if the file does not say
 */
public record OnnxValue(
    String name, Optional<DType> dtype, String typeName, Optional<List<Dim>> dims) {

  /** Copies the list. */
  public OnnxValue {
    dims = dims.map(List::copyOf);
  }

  /**
   * One extent of a shape.
   *
   * @param size nothing if it is known only when the model runs
   * @param symbol the name of an unknown size, such as {@code batch}; may be empty
   */
  public record Dim(OptionalLong size, String symbol) {
    @Override
    public String toString() {
      if (size.isPresent()) {
        return Long.toString(size.getAsLong());
      }
      return symbol.isEmpty() ? "?" : symbol;
    }
  }

  /** Name, type and shape, such as {@code input F32 [batch, 3, 224, 224]}. */
  @Override
  public String toString() {
    String shape =
        dims.map(d -> d.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]")))
            .orElse("of unknown shape");
    return name + " " + typeName + " " + shape;
  }
}
