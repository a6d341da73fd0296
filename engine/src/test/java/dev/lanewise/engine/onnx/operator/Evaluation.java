package dev.lanewise.engine.onnx.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.onnx.OnnxAttribute;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node and its operands, written in one expression. */
final class Evaluation {
  private final String operator;
  private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
  private List<Tensor> inputs = List.of();
  private int opset = 22;
  private int outputs = 1;

  private Evaluation(String operator) {
    this.operator = operator;
  }

  static Evaluation of(String operator, Tensor... inputs) {
    Evaluation evaluation = new Evaluation(operator);
    evaluation.inputs = new ArrayList<>(Arrays.asList(inputs));
    return evaluation;
  }

  Evaluation opset(int version) {
    opset = version;
    return this;
  }

  Evaluation outputs(int count) {
    outputs = count;
    return this;
  }

  Evaluation with(String name, long value) {
    attributes.put(name, new OnnxAttribute.Int(value));
    return this;
  }

  Evaluation with(String name, float value) {
    attributes.put(name, new OnnxAttribute.Number(value));
    return this;
  }

  Evaluation with(String name, String value) {
    attributes.put(name, new OnnxAttribute.Text(value));
    return this;
  }

  Evaluation with(String name, long[] values) {
    attributes.put(name, new OnnxAttribute.Ints(values));
    return this;
  }

  Evaluation with(String name, float[] values) {
    attributes.put(name, new OnnxAttribute.Numbers(values));
    return this;
  }

  Evaluation with(String name, Tensor value) {
    attributes.put(name, new OnnxAttribute.TensorValue(value));
    return this;
  }

  /** All outputs. */
  List<Tensor> all() {
    List<String> in = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      in.add(inputs.get(i) == null ? "" : "in" + i);
    }
    List<String> out = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      out.add("out" + i);
    }
    OnnxNode node = new OnnxNode("node1", "", operator, in, out, attributes);
    return Operators.evaluate(node, opset, inputs, Arena.ofAuto());
  }

  /** The first output. */
  Tensor run() {
    return all().getFirst();
  }

  /** Asserts type, shape and exact values of the first output. */
  void gives(DType dtype, Shape shape, double... values) {
    assertTensor(run(), dtype, shape, values);
  }

  /** Asserts values of the first output within a relative and absolute error of 1e-6. */
  void givesAbout(double... values) {
    assertArray(values, run().toDoubles(), 1e-6);
  }

  /** Asserts that the node is refused with a message that has all these words. */
  void isRefused(String... words) {
    String message = assertThrows(LanewiseException.class, this::all).getMessage();
    assertTrue(message.startsWith(operator + " 'node1': "), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  static void assertTensor(Tensor tensor, DType dtype, Shape shape, double... values) {
    assertEquals(dtype + " " + shape, tensor.toString());
    assertArray(values, tensor.toDoubles(), 0);
  }

  static void assertArray(double[] wanted, double[] got, double error) {
    assertEquals(wanted.length, got.length, Arrays.toString(got));
    for (int i = 0; i < wanted.length; i++) {
      int at = i;
      boolean same = wanted[i] == got[i] || Double.isNaN(wanted[i]) && Double.isNaN(got[i]);
      boolean near = Math.abs(wanted[i] - got[i]) <= error * Math.max(1, Math.abs(wanted[i]));
      assertTrue(
          same || near,
          () -> "[%d]: wanted %s, got %s".formatted(at, wanted[at], Arrays.toString(got)));
    }
  }

  /** A tensor of these numbers; integers must be exact in double. */
  static Tensor tensor(DType dtype, Shape shape, double... values) {
    return Numbers.store(values, Tensor.allocate(dtype, shape, Arena.ofAuto()));
  }

  static Tensor floats(Shape shape, double... values) {
    return tensor(DType.F32, shape, values);
  }

  static Tensor vector(DType dtype, double... values) {
    return tensor(dtype, Shape.of(values.length), values);
  }

  static Tensor longs(long... values) {
    return Tensor.ofLongs(Shape.of(values.length), values);
  }

  /** The numbers 0, 1, 2 ... in a shape. */
  static Tensor count(DType dtype, long... dims) {
    Shape shape = Shape.of(dims);
    double[] values = new double[(int) shape.elementCount()];
    Arrays.setAll(values, i -> i);
    return tensor(dtype, shape, values);
  }
}
