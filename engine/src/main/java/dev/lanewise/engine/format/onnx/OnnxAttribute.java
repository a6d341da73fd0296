package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The value of one attribute of an {@link OnnxNode}. Arrays must not be changed.
 *
 * <p>Readers of operators use the typed getters of the node, which say what is wrong when an
 * attribute has another type than its operator wants.
 */
public sealed interface OnnxAttribute {
  /** The name of the type in messages, such as {@code INTS}. */
  String type();

  /** One integer. */
  record Int(long value) implements OnnxAttribute {
    @Override
    public String type() {
      return "INT";
    }
  }

  /** One float32. */
  record Number(float value) implements OnnxAttribute {
    @Override
    public String type() {
      return "FLOAT";
    }
  }

  /** One text. */
  record Text(String value) implements OnnxAttribute {
    @Override
    public String type() {
      return "STRING";
    }
  }

  /** Integers. */
  record Ints(long... values) implements OnnxAttribute {
    @Override
    public String type() {
      return "INTS";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ints(long[] that) && Arrays.equals(values, that);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return Arrays.toString(values);
    }
  }

  /** Numbers of type float32. */
  record Numbers(float... values) implements OnnxAttribute {
    @Override
    public String type() {
      return "FLOATS";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers(float[] that) && Arrays.equals(values, that);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return Arrays.toString(values);
    }
  }

  /** Texts. */
  record Texts(List<String> values) implements OnnxAttribute {
    /** Copies the list. */
    public Texts {
      values = List.copyOf(values);
    }

    @Override
    public String type() {
      return "STRINGS";
    }
  }

  /** One tensor. */
  record TensorValue(Tensor value) implements OnnxAttribute {
    @Override
    public String type() {
      return "TENSOR";
    }
  }

  /** A graph inside an operator, such as a branch. */
  record GraphValue(OnnxGraph value) implements OnnxAttribute {
    @Override
    public String type() {
      return "GRAPH";
    }
  }

  /** In the body of a function: the attribute of that name at the place of the call. */
  record Reference(String attribute) implements OnnxAttribute {
    @Override
    public String type() {
      return "a reference to the function's attribute " + attribute;
    }
  }

  /** A value that Lanewise does not read: sparse tensors, types, lists of tensors or graphs. */
  record Unread(String type) implements OnnxAttribute {}
}
