package dev.lanewise.testing;

import dev.lanewise.engine.format.onnx.OnnxDTypes;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes small ONNX models for tests. */
public final class OnnxBuilder {
  private final ProtoBytes graph = new ProtoBytes();
  private final ProtoBytes tail = new ProtoBytes();
  private int opset = 17;
  private int nodes;

  /** The version of ONNX's operator set; 17 if left out. */
  public OnnxBuilder opset(int version) {
    opset = version;
    return this;
  }

  /** An input; a dimension is a size or a symbol. */
  public OnnxBuilder input(String name, DType dtype, Object... dims) {
    graph.message(11, value(name, dtype, dims));
    return this;
  }

  /** An output of unknown shape. */
  public OnnxBuilder output(String name, DType dtype) {
    ProtoBytes type = new ProtoBytes().integer(1, OnnxDTypes.code(dtype));
    graph.message(12, new ProtoBytes().text(1, name).message(2, new ProtoBytes().message(1, type)));
    return this;
  }

  /** A constant. */
  public OnnxBuilder constant(String name, Tensor tensor) {
    graph.message(5, ProtoBytes.tensor(name, tensor));
    return this;
  }

  /** A node of ONNX's own domain, named after operator and number. */
  public OnnxBuilder node(
      String op, List<String> inputs, List<String> outputs, ProtoBytes... attributes) {
    graph.message(1, nodeOf("", op, inputs, outputs, attributes).text(3, op + "_" + nodes++));
    return this;
  }

  /** Any node. */
  public static ProtoBytes nodeOf(
      String domain,
      String op,
      List<String> inputs,
      List<String> outputs,
      ProtoBytes... attributes) {
    ProtoBytes node = new ProtoBytes();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    node.text(4, op).text(7, domain);
    for (ProtoBytes attribute : attributes) {
      node.message(5, attribute);
    }
    return node;
  }

  /** Any further field of the graph. */
  public OnnxBuilder graphField(int field, ProtoBytes message) {
    graph.message(field, message);
    return this;
  }

  /** Any further field of the model. */
  public OnnxBuilder modelField(int field, ProtoBytes message) {
    tail.message(field, message);
    return this;
  }

  /** An attribute of integers. */
  public static ProtoBytes ints(String name, long... values) {
    ProtoBytes attribute = new ProtoBytes().text(1, name);
    for (long value : values) {
      attribute.integer(8, value);
    }
    return attribute.integer(20, 7);
  }

  /** An attribute of one integer. */
  public static ProtoBytes integer(String name, long value) {
    return new ProtoBytes().text(1, name).integer(3, value).integer(20, 2);
  }

  /** An attribute of one float. */
  public static ProtoBytes real(String name, float value) {
    return new ProtoBytes().text(1, name).real(2, value).integer(20, 1);
  }

  /** An attribute of one text. */
  public static ProtoBytes text(String name, String value) {
    return new ProtoBytes().text(1, name).text(4, value).integer(20, 3);
  }

  private static ProtoBytes value(String name, DType dtype, Object... dims) {
    ProtoBytes shape = new ProtoBytes();
    for (Object dim : dims) {
      shape.message(
          1,
          dim instanceof Number size
              ? new ProtoBytes().integer(1, size.longValue())
              : new ProtoBytes().text(2, dim.toString()));
    }
    ProtoBytes type = new ProtoBytes().integer(1, OnnxDTypes.code(dtype)).message(2, shape);
    return new ProtoBytes().text(1, name).message(2, new ProtoBytes().message(1, type));
  }

  /** The bytes of the file. */
  public byte[] toBytes() {
    ProtoBytes opsets = new ProtoBytes().text(1, "").integer(2, opset);
    ProtoBytes model = new ProtoBytes().integer(1, 8).message(8, opsets).message(7, graph);
    for (byte b : tail.toBytes()) {
      model.raw(b);
    }
    return model.toBytes();
  }

  /** Writes the file. */
  public Path write(Path file) throws IOException {
    return Files.write(file, toBytes());
  }
}
