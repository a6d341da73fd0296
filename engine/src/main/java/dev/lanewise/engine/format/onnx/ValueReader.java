package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.format.protobuf.ProtoReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads one ValueInfoProto. */
final class ValueReader {
  private ValueReader() {}

  static OnnxValue value(ProtoReader reader) {
    String name = "";
    OnnxValue type = new OnnxValue("", Optional.empty(), "UNDEFINED", Optional.empty());
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.text();
        case 2 -> type = type(reader.message());
        default -> {
          // documentation
        }
      }
    }
    return new OnnxValue(name, type.dtype(), type.typeName(), type.dims());
  }

  private static OnnxValue type(ProtoReader reader) {
    OnnxValue type = new OnnxValue("", Optional.empty(), "UNDEFINED", Optional.empty());
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> type = tensorType(reader.message());
        case 4 -> type = other("a sequence");
        case 5 -> type = other("a map");
        case 8 -> type = other("a sparse tensor");
        case 9 -> type = other("an optional value");
        default -> {
          // documentation
        }
      }
    }
    return type;
  }

  private static OnnxValue other(String name) {
    return new OnnxValue("", Optional.empty(), name, Optional.empty());
  }

  private static OnnxValue tensorType(ProtoReader reader) {
    long code = 0;
    Optional<List<OnnxValue.Dim>> dims = Optional.empty();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> code = reader.varint();
        case 2 -> dims = Optional.of(dims(reader.message()));
        default -> {
          // nothing else is defined
        }
      }
    }
    return new OnnxValue("", OnnxDTypes.of(code), OnnxDTypes.name(code), dims);
  }

  private static List<OnnxValue.Dim> dims(ProtoReader reader) {
    List<OnnxValue.Dim> dims = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == 1) {
        dims.add(dim(reader.message()));
      }
    }
    return dims;
  }

  private static OnnxValue.Dim dim(ProtoReader reader) {
    OptionalLong size = OptionalLong.empty();
    String symbol = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> size = OptionalLong.of(reader.varint());
        case 2 -> symbol = reader.text();
        default -> {
          // documentation
        }
      }
    }
    // Some exporters write -1 where they mean "any".
    if (size.isPresent() && size.getAsLong() < 0) {
      size = OptionalLong.empty();
    }
    return new OnnxValue.Dim(size, symbol);
  }
}
