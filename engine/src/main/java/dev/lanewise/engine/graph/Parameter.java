package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;

/**
 * A weight that a graph wants from a file.
 *
 * @param shape the shape that the file must have
 * @param optional whether the file may lack it; no node reads an optional parameter (such as the
 *     training counter {@code num_batches_tracked}, or the weights of a head used in training)
 */
public record Parameter(Shape shape, boolean optional) {
  /** A parameter that must be there. */
  public static Parameter required(Shape shape) {
    return new Parameter(shape, false);
  }
}
