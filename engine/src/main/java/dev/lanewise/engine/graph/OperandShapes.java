package dev.lanewise.engine.graph;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.List;

/**
 * The shapes of a node's operands, and the refusal of those that do not fit.
 *
 * @param node the name of the node, for messages
 * @param op its operation
 * @param shapes of the operands; null or missing for an optional one that is left out
 */
record OperandShapes(String node, Op op, List<Shape> shapes) {
  void bias(int index, long channels) {
    Shape bias = operand(index);
    if (bias != null && !bias.equals(Shape.of(channels))) {
      throw wanted("a bias " + Shape.of(channels), bias);
    }
  }

  /** The result, if a residual fits it. */
  Shape withResidual(int index, Shape result) {
    Shape residual = operand(index);
    if (residual != null && !residual.equals(result)) {
      throw wanted("a residual of the output's shape " + result, residual);
    }
    return result;
  }

  /** The first operand, with a batch and channels. */
  Shape x() {
    Shape x = required(0, "an input");
    if (x.rank() < 2 || x.rank() > 5) {
      throw wanted("an input [N, C] or [N, C, spatial...] of 1 to 3 axes", x);
    }
    return x;
  }

  Shape map(int rank) {
    Shape x = x();
    if (x.rank() != rank + 2) {
      throw wanted("a map of " + rank + " spatial axes", x);
    }
    return x;
  }

  /** One position for each channel of a map. */
  Shape globalPool(boolean keepAxes) {
    Shape x = x();
    if (x.rank() < 3) {
      throw wanted("a map [N, C, spatial...]", x);
    }
    return keepAxes
        ? Axes.shape(x.dim(0), x.dim(1), x.rank() - 2, Extent.ONE)
        : Shape.of(x.dim(0), x.dim(1));
  }

  Shape required(int index, String what) {
    Shape shape = operand(index);
    if (shape == null) {
      throw wanted(what, "nothing");
    }
    return shape;
  }

  Shape operand(int index) {
    return index < shapes.size() ? shapes.get(index) : null;
  }

  String where() {
    return node + ": " + op.text();
  }

  GraphException wanted(String what, Object got) {
    return new GraphException(where() + ": wanted " + what + ", got " + got);
  }
}
