package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.format.protobuf.ProtoReader;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.FileWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX model file, mapped into memory read-only, with the files beside it that hold its data.
 *
 * <p>Opening reads the graph; the bytes of tensors are not touched before somebody reads them, and
 * become invalid by {@link #close}. As a source of weights it has the initializers of the graph.
 */
public final class OnnxFile extends FileWeights {
  private final OnnxProto proto;

  private OnnxFile(String path, Arena arena, OnnxProto proto) {
    super(path, arena);
    this.proto = proto;
  }

  /**
   * Opens a model file.
   *
   * @return the open file, to be closed by the caller
   * @throws ModelFormatException if the content is no ONNX model, is damaged, exceeds a limit, or
   *     wants data from outside the model's folder
   * @throws IOException if the file, or one with its data, cannot be read
   */
  public static OnnxFile open(Path path) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment data = map(path, arena, "an ONNX model");
      requireOnnx(data, path);
      OnnxReader reader = new OnnxReader(new ExternalData(path, arena), arena);
      OnnxProto proto = reader.model(ProtoReader.of(data, path.toString()));
      return new OnnxFile(path.toString(), arena, proto);
    } catch (UncheckedIOException e) {
      arena.close();
      throw e.getCause();
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Reads a file that holds one tensor, such as {@code input_0.pb} in a test folder.
   *
   * @param arena the tensor lives as long as this
   * @throws ModelFormatException if the content is no tensor of numbers
   * @throws IOException if the file cannot be read
   */
  public static Tensor readTensor(Path path, Arena arena) throws IOException {
    MemorySegment data = map(path, arena, "an ONNX tensor");
    return TensorReader.read(ProtoReader.of(data, path.toString()), null, arena).tensor();
  }

  private static MemorySegment map(Path path, Arena arena, String wanted) throws IOException {
    try (InputFile file = InputFile.open(path, wanted)) {
      return file.map(arena);
    }
  }

  private static void requireOnnx(MemorySegment data, Path path) {
    long head = Math.min(FileKind.HEAD_BYTES, data.byteSize());
    FileKind kind = FileKind.detect(data.asSlice(0, head).toArray(ValueLayout.JAVA_BYTE));
    // What cannot be told apart is left to the reader, which says best what is wrong.
    if (kind != FileKind.ONNX && kind != FileKind.UNKNOWN) {
      throw new ModelFormatException(
          "%s: wanted an ONNX model, got %s".formatted(path, kind.description()));
    }
  }

  /** The content. */
  public OnnxProto proto() {
    return proto;
  }

  @Override
  public Map<String, String> metadata() {
    return proto.metadata();
  }

  /** The names of all initializers, in the order of the file. */
  @Override
  public Set<String> names() {
    return proto.graph().initializers().keySet();
  }

  @Override
  protected Tensor tensor(String name) {
    return proto.graph().initializers().get(name);
  }
}
