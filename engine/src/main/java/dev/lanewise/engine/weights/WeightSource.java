package dev.lanewise.engine.weights;

import dev.lanewise.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tensors by name: an open weights file, or a map in memory.
 *
 * <p>The tensors live as long as the source is open. Any number of threads may read from a source
 * at once; {@link #close} must come after all of them.
 */
public interface WeightSource extends AutoCloseable {
  /** Returns the names of all tensors, in a fixed order. Unmodifiable. */
  Set<String> names();

  /**
   * Returns a tensor, without copying its data.
   *
   * @throws MissingTensorException if there is none of that name
   * @throws IllegalStateException if this source is closed
   */
  Tensor get(String name);

  /** Returns what error messages call this source: the path of the file. */
  String describe();

  /** Returns what the file says about itself, such as classes or normalisation; may be empty. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /** Releases the file and its memory; tensors from it become invalid. May be called twice. */
  @Override
  void close();

  /** Returns a source over tensors that the caller keeps alive; closing it does nothing. */
  static WeightSource of(Map<String, Tensor> tensors, String description) {
    Map<String, Tensor> copy = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    return new WeightSource() {
      @Override
      public Set<String> names() {
        return copy.keySet();
      }

      @Override
      public Tensor get(String name) {
        Tensor tensor = copy.get(name);
        if (tensor == null) {
          throw new MissingTensorException(this, name);
        }
        return tensor;
      }

      @Override
      public String describe() {
        return description;
      }

      @Override
      public void close() {}
    };
  }
}
