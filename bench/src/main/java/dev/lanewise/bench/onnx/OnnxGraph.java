package dev.lanewise.bench.onnx;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An ONNX graph under construction: nodes, constants, inputs and outputs, all named by the caller.
 */
final class OnnxGraph {

  private static final int FLOAT = 1;

  /** A constant: the bytes are little-endian. */
  record Constant(String name, DType dtype, Shape shape, MemorySegment data) {}

  private final String name;
  private final List<ProtoMessage> nodes = new ArrayList<>();
  private final List<ProtoMessage> inputs = new ArrayList<>();
  private final List<ProtoMessage> outputs = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  OnnxGraph(String name) {
    this.name = name;
  }

  /** A name that no value of this graph has yet: the wish itself or with a number behind it. */
  String fresh(String wish) {
    String found = wish;
    for (int n = 2; !names.add(found); n++) {
      found = wish + "_" + n;
    }
    return found;
  }

  void input(String value, Shape shape) {
    inputs.add(valueInfo(value, shape));
  }

  void output(String value, Shape shape) {
    outputs.add(valueInfo(value, shape));
  }

  /** Adds a node of one output; an empty input name is an optional operand left out. */
  void node(String type, List<String> operands, String output, ProtoMessage... attributes) {
    ProtoMessage node = new ProtoMessage();
    operands.forEach(operand -> node.text(1, operand));
    node.text(2, output).text(3, output).text(4, type);
    for (ProtoMessage attribute : attributes) {
      node.message(5, attribute);
    }
    nodes.add(node);
  }

  /** Adds a float32 constant; other types are converted. */
  void constant(String value, Tensor tensor) {
    MemorySegment data = tensor.data();
    if (tensor.dtype() != DType.F32) {
      data = Tensor.ofFloats(tensor.shape(), tensor.toFloats()).data();
    }
    constants.add(new Constant(value, DType.F32, tensor.shape(), data));
  }

  /** Adds a float32 scalar and returns its name. */
  String scalar(String wish, float number) {
    String value = fresh(wish);
    Tensor tensor = Tensor.ofFloats(Shape.SCALAR, number);
    constants.add(new Constant(value, DType.F32, Shape.SCALAR, tensor.data()));
    return value;
  }

  /** Adds a vector of int64 and returns its name. */
  String integers(String wish, long... numbers) {
    String value = fresh(wish);
    Tensor tensor = Tensor.ofLongs(Shape.of(numbers.length), numbers);
    constants.add(new Constant(value, DType.I64, tensor.shape(), tensor.data()));
    return value;
  }

  /** Adds a vector of float32 and returns its name. */
  String reals(String wish, float... numbers) {
    String value = fresh(wish);
    Tensor tensor = Tensor.ofFloats(Shape.of(numbers.length), numbers);
    constants.add(new Constant(value, DType.F32, tensor.shape(), tensor.data()));
    return value;
  }

  List<Constant> constants() {
    return constants;
  }

  /**
   * The {@code GraphProto}.
   *
   * @param initializers one for each constant
   */
  ProtoMessage message(List<ProtoMessage> initializers) {
    ProtoMessage graph = new ProtoMessage();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, name);
    initializers.forEach(initializer -> graph.message(5, initializer));
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    return graph;
  }

  private static ProtoMessage valueInfo(String value, Shape shape) {
    ProtoMessage dims = new ProtoMessage();
    for (long dim : shape.dims()) {
      dims.message(1, new ProtoMessage().integer(1, dim));
    }
    ProtoMessage tensorType = new ProtoMessage().integer(1, FLOAT).message(2, dims);
    return new ProtoMessage().text(1, value).message(2, new ProtoMessage().message(1, tensorType));
  }
}
