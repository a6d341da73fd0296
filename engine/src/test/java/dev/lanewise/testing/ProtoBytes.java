package dev.lanewise.testing;

import dev.lanewise.engine.format.onnx.OnnxDTypes;
import dev.lanewise.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A protocol buffers message under construction, for tests: any field, sound or not. */
public final class ProtoBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An integer or enum field. */
  public ProtoBytes integer(int field, long value) {
    return varint((long) field << 3).varint(value);
  }

  /** A float field. */
  public ProtoBytes real(int field, float value) {
    varint((long) field << 3 | 5);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bits >>> shift);
    }
    return this;
  }

  /** A bytes field. */
  public ProtoBytes bytes(int field, byte[] value) {
    varint((long) field << 3 | 2).varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** A string field. */
  public ProtoBytes text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A field that is a message. */
  public ProtoBytes message(int field, ProtoBytes value) {
    return bytes(field, value.toBytes());
  }

  /** A bare number, seven bits a byte. */
  public ProtoBytes varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  /** Bytes as they are. */
  public ProtoBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** The message so far. */
  public byte[] toBytes() {
    return out.toByteArray();
  }

  /** A TensorProto with raw bytes. */
  public static ProtoBytes tensor(String name, Tensor tensor) {
    return tensorHead(name, tensor).bytes(9, tensor.data().toArray(ValueLayout.JAVA_BYTE));
  }

  /** A TensorProto without its numbers. */
  public static ProtoBytes tensorHead(String name, Tensor tensor) {
    ProtoBytes proto = new ProtoBytes();
    for (long dim : tensor.shape().dims()) {
      proto.integer(1, dim);
    }
    return proto.integer(2, OnnxDTypes.code(tensor.dtype())).text(8, name);
  }
}
