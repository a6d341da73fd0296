package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.protobuf.ProtoReader;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Reads the messages of a model file, from the whole down to nodes. */
final class OnnxReader {
  private final ExternalData external;
  private final Arena arena;
  private final AttributeReader attributes;

  OnnxReader(ExternalData external, Arena arena) {
    this.external = external;
    this.arena = arena;
    this.attributes = new AttributeReader(this);
  }

  OnnxProto model(ProtoReader reader) {
    long irVersion = 0;
    String producer = "";
    Map<String, Long> opsets = new LinkedHashMap<>();
    OnnxGraph graph = null;
    List<OnnxFunction> functions = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> irVersion = reader.varint();
        case 2 -> producer = reader.text();
        case 7 -> {
          if (graph != null) {
            throw reader.error("a second graph");
          }
          graph = graph(reader.message());
        }
        case 8 -> opset(reader.message(), opsets);
        case 14 -> entry(reader.message(), metadata);
        case 25 -> functions.add(function(reader.message()));
        default -> {
          // documentation, training
        }
      }
    }
    if (graph == null) {
      throw reader.error("an ONNX model without a graph");
    }
    return new OnnxProto(irVersion, producer, opsets, graph, functions, metadata);
  }

  OnnxGraph graph(ProtoReader reader) {
    String name = "";
    List<OnnxNode> nodes = new ArrayList<>();
    SequencedMap<String, Tensor> initializers = new LinkedHashMap<>();
    List<OnnxValue> inputs = new ArrayList<>();
    List<OnnxValue> outputs = new ArrayList<>();
    List<OnnxValue> values = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> nodes.add(node(reader.message()));
        case 2 -> name = reader.text();
        case 5 -> {
          TensorReader.Named tensor = tensor(reader.message());
          if (initializers.put(tensor.name(), tensor.tensor()) != null) {
            throw reader.error("two initializers called " + ErrorText.quote(tensor.name()));
          }
        }
        case 11 -> inputs.add(ValueReader.value(reader.message()));
        case 12 -> outputs.add(ValueReader.value(reader.message()));
        case 13 -> values.add(ValueReader.value(reader.message()));
        case 15 -> throw reader.error("a sparse initializer, which is not supported");
        default -> {
          // documentation
        }
      }
    }
    return new OnnxGraph(name, nodes, initializers, inputs, outputs, values);
  }

  TensorReader.Named tensor(ProtoReader reader) {
    return TensorReader.read(reader, external, arena);
  }

  private OnnxNode node(ProtoReader reader) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String name = "";
    String opType = "";
    String domain = "";
    Map<String, OnnxAttribute> found = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> inputs.add(reader.text());
        case 2 -> outputs.add(reader.text());
        case 3 -> name = reader.text();
        case 4 -> opType = reader.text();
        case 5 -> attributes.read(reader.message(), found);
        case 7 -> domain = reader.text();
        default -> {
          // documentation
        }
      }
    }
    if (opType.isEmpty()) {
      throw reader.error("a node without an operator");
    }
    return new OnnxNode(name, domain, opType, inputs, outputs, found);
  }

  private OnnxFunction function(ProtoReader reader) {
    String name = "";
    String domain = "";
    String overload = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    Map<String, OnnxAttribute> defaults = new LinkedHashMap<>();
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, Long> opsets = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.text();
        case 4 -> inputs.add(reader.text());
        case 5 -> outputs.add(reader.text());
        case 6 -> wanted.add(reader.text());
        case 7 -> nodes.add(node(reader.message()));
        case 9 -> opset(reader.message(), opsets);
        case 10 -> domain = reader.text();
        case 11 -> attributes.read(reader.message(), defaults);
        case 13 -> overload = reader.text();
        default -> {
          // documentation
        }
      }
    }
    return new OnnxFunction(
        name, domain, overload, inputs, outputs, wanted, defaults, nodes, opsets);
  }

  private static void opset(ProtoReader reader, Map<String, Long> opsets) {
    String domain = "";
    long version = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> domain = reader.text();
        case 2 -> version = reader.varint();
        default -> {
          // nothing else is defined
        }
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  private static void entry(ProtoReader reader, Map<String, String> metadata) {
    String key = "";
    String value = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.text();
        case 2 -> value = reader.text();
        default -> {
          // nothing else is defined
        }
      }
    }
    metadata.put(key, value);
  }
}
