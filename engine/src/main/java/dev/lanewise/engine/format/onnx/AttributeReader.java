package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.protobuf.ProtoNumbers;
import dev.lanewise.engine.format.protobuf.ProtoReader;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads one AttributeProto. */
final class AttributeReader {
  private final OnnxReader graphs;

  AttributeReader(OnnxReader graphs) {
    this.graphs = graphs;
  }

  /** What an attribute message holds, of any type. */
  private static final class Fields {
    String name = "";
    String reference = "";
    long type;
    long integer;
    float number;
    String text = "";
    Tensor tensor;
    OnnxGraph graph;
    final ProtoNumbers numbers = new ProtoNumbers();
    final ProtoNumbers integers = new ProtoNumbers();
    final List<String> texts = new ArrayList<>();
  }

  void read(ProtoReader reader, Map<String, OnnxAttribute> out) {
    Fields f = new Fields();
    long guess = 0;
    while (reader.next()) {
      guess = Math.max(guess, typeOfField(reader.field()));
      switch (reader.field()) {
        case 1 -> f.name = reader.text();
        case 2 -> f.number = reader.float32();
        case 3 -> f.integer = reader.varint();
        case 4 -> f.text = text(reader);
        case 5 -> f.tensor = graphs.tensor(reader.message()).tensor();
        case 6 -> f.graph = graphs.graph(reader.message());
        case 7 -> reader.floats32(f.numbers);
        case 8 -> reader.varints(f.integers);
        case 9 -> f.texts.add(text(reader));
        case 20 -> f.type = reader.varint();
        case 21 -> f.reference = reader.text();
        default -> {
          // types that no supported operator has
        }
      }
    }
    // Files of the first IR version do not say the type.
    f.type = f.type == 0 ? guess : f.type;
    if (out.put(f.name, value(f, reader)) != null) {
      throw reader.error("two attributes called " + ErrorText.quote(f.name));
    }
  }

  private static long typeOfField(int field) {
    return switch (field) {
      case 2, 3, 4, 5, 6, 7, 8, 9 -> field - 1;
      default -> 0;
    };
  }

  private static OnnxAttribute value(Fields f, ProtoReader reader) {
    if (!f.reference.isEmpty()) {
      return new OnnxAttribute.Reference(f.reference);
    }
    return switch (Math.clamp(f.type, 0, 99)) {
      case 1 -> new OnnxAttribute.Number(f.number);
      case 2 -> new OnnxAttribute.Int(f.integer);
      case 3 -> new OnnxAttribute.Text(f.text);
      case 4 -> new OnnxAttribute.TensorValue(present(f, f.tensor, reader));
      case 5 -> new OnnxAttribute.GraphValue(present(f, f.graph, reader));
      case 6 -> new OnnxAttribute.Numbers(f.numbers.toFloats());
      case 7 -> new OnnxAttribute.Ints(f.integers.toLongs());
      case 8 -> new OnnxAttribute.Texts(f.texts);
      default -> new OnnxAttribute.Unread("number " + f.type);
    };
  }

  private static <T> T present(Fields f, T value, ProtoReader reader) {
    if (value == null) {
      throw reader.error("attribute %s has no value".formatted(ErrorText.quote(f.name)));
    }
    return value;
  }

  /** Bytes that mostly are a text; operators of this library want no others. */
  private static String text(ProtoReader reader) {
    return reader.bytes().byteSize() > ProtoReader.MAX_TEXT_BYTES
        ? reader.text()
        : new String(reader.bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
