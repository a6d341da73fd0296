package dev.lanewise.engine.onnx.translate;

import static dev.lanewise.engine.onnx.translate.Translation.require;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;

/**
 * A constant operand that broadcasts to one number per channel of a value.
 *
 * @param values as many as there are channels
 */
record ChannelNumbers(float[] values) {
  /**
   * Reads the numbers.
   *
   * @param input the constant operand
   * @param axisFromEnd how many dimensions of the value the operand's first one stands before its
   *     end; the operand's rank for the broadcasting of NumPy
   * @param x the value
   */
  static ChannelNumbers of(Translation t, int input, int axisFromEnd, String x) {
    Tensor tensor = t.constant(input);
    require(tensor.dtype() == DType.F32, "input %d is %s".formatted(input, tensor.dtype()));
    Shape given = tensor.shape();
    Shape shape = t.shapeOf(x);
    int first = shape.rank() - axisFromEnd;
    require(first >= 0, "input %d broadcasts the other one".formatted(input));
    long channels = shape.dim(1);
    for (int i = 0; i < given.rank(); i++) {
      long size = given.dim(i);
      boolean fits = size == 1 || first + i == 1 && size == channels;
      require(fits, "input %d is %s, not one number per channel".formatted(input, given));
    }
    float[] numbers = tensor.toFloats();
    float[] values = new float[Math.toIntExact(channels)];
    for (int c = 0; c < values.length; c++) {
      values[c] = numbers[numbers.length == 1 ? 0 : c];
    }
    return new ChannelNumbers(values);
  }
}
