package dev.lanewise.bench.onnx;

/** Attributes of ONNX nodes: {@code AttributeProto} messages. */
final class Attribute {
  private static final int NAME = 1;
  private static final int REAL = 2;
  private static final int INTEGER = 3;
  private static final int TEXT = 4;
  private static final int INTEGERS = 8;
  private static final int TYPE = 20;

  private static final int TYPE_REAL = 1;
  private static final int TYPE_INTEGER = 2;
  private static final int TYPE_TEXT = 3;
  private static final int TYPE_INTEGERS = 7;

  private Attribute() {}

  static ProtoMessage real(String name, float value) {
    return new ProtoMessage().text(NAME, name).real(REAL, value).integer(TYPE, TYPE_REAL);
  }

  static ProtoMessage text(String name, String value) {
    return new ProtoMessage().text(NAME, name).text(TEXT, value).integer(TYPE, TYPE_TEXT);
  }

  static ProtoMessage integer(String name, long value) {
    return new ProtoMessage().text(NAME, name).integer(INTEGER, value).integer(TYPE, TYPE_INTEGER);
  }

  static ProtoMessage integers(String name, long... values) {
    ProtoMessage attribute = new ProtoMessage().text(NAME, name);
    for (long value : values) {
      attribute.integer(INTEGERS, value);
    }
    return attribute.integer(TYPE, TYPE_INTEGERS);
  }
}
