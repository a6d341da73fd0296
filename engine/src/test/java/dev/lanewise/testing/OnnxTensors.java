package dev.lanewise.testing;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The float32 tensors of ONNX test cases: constants of a model, and recorded tensors. */
public final class OnnxTensors {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW_DATA = 9;

  private OnnxTensors() {}

  /** The constants of a model's graph by name. */
  public static Map<String, Tensor> constants(Path model) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ByteBuffer graph : messages(ByteBuffer.wrap(Files.readAllBytes(model)), MODEL_GRAPH)) {
      for (ByteBuffer tensor : messages(graph, GRAPH_INITIALIZER)) {
        ByteBuffer name = messages(tensor, TENSOR_NAME).getFirst();
        tensors.put(StandardCharsets.UTF_8.decode(name).toString(), tensor(tensor));
      }
    }
    return tensors;
  }

  /** One recorded tensor. */
  public static Tensor read(Path file) throws IOException {
    return tensor(ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  private static Tensor tensor(ByteBuffer message) {
    long[] dims = numbers(message, TENSOR_DIMS).stream().mapToLong(Long::longValue).toArray();
    ByteBuffer raw = messages(message, TENSOR_RAW_DATA).getFirst();
    float[] values = new float[raw.remaining() / Float.BYTES];
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Tensor.ofFloats(Shape.of(dims), values);
  }

  /** The contents of all fields of this number that hold bytes. */
  private static List<ByteBuffer> messages(ByteBuffer message, int field) {
    List<ByteBuffer> found = new ArrayList<>();
    ByteBuffer in = message.duplicate();
    while (in.hasRemaining()) {
      long tag = varint(in);
      if ((tag & 7) == BYTES) {
        int length = (int) varint(in);
        if (tag >> 3 == field) {
          found.add(in.slice(in.position(), length));
        }
        in.position(in.position() + length);
      } else {
        skip(in, tag);
      }
    }
    return found;
  }

  private static List<Long> numbers(ByteBuffer message, int field) {
    List<Long> found = new ArrayList<>();
    ByteBuffer in = message.duplicate();
    while (in.hasRemaining()) {
      long tag = varint(in);
      if (tag >> 3 == field && (tag & 7) == VARINT) {
        found.add(varint(in));
      } else {
        skip(in, tag);
      }
    }
    return found;
  }

  private static void skip(ByteBuffer in, long tag) {
    int length =
        switch ((int) (tag & 7)) {
          case VARINT -> {
            varint(in);
            yield 0;
          }
          case FIXED64 -> Long.BYTES;
          case BYTES -> (int) varint(in);
          default -> Integer.BYTES;
        };
    in.position(in.position() + length);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
