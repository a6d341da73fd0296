package dev.lanewise.engine.format.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts pickle instructions together, right or wrong. */
final class PickleWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Begins a pickle of protocol 2. */
  PickleWriter() {
    op(0x80).op(2);
  }

  PickleWriter op(int instruction) {
    bytes.write(instruction);
    return this;
  }

  PickleWriter ops(String instructions) {
    bytes.writeBytes(instructions.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X').int32(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  PickleWriter integer(int value) {
    return op('J').int32(value);
  }

  PickleWriter global(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  PickleWriter int32(int value) {
    bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  PickleWriter int64(long value) {
    bytes.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  /** A float32 storage. */
  PickleWriter storage(String key, int count) {
    return op('(')
        .text("storage")
        .global("torch", "FloatStorage")
        .text(key)
        .text("cpu")
        .integer(count)
        .ops("tQ");
  }

  /** A tensor of two dimensions; the storage is pushed by {@link #storage}. */
  PickleWriter tensor(String key, int count, int offset, int[] shape, int[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(').storage(key, count).integer(offset);
    tuple(shape).tuple(strides).op(0x89).global("collections", "OrderedDict");
    return ops(")RtR");
  }

  private PickleWriter tuple(int[] values) {
    op('(');
    for (int value : values) {
      integer(value);
    }
    return op('t');
  }

  /** The pickle, with its end. */
  byte[] stop() {
    op('.');
    return bytes.toByteArray();
  }
}
