package dev.lanewise.engine.weights;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.format.npy.NpzFile;
import dev.lanewise.engine.format.npy.NpzWriter;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.format.safetensors.SafetensorsFile;
import dev.lanewise.engine.format.safetensors.SafetensorsWriter;
import dev.lanewise.engine.format.torch.TorchFile;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Opens weights files of any supported format, told apart by content, and writes them. */
public final class WeightFiles {
  private WeightFiles() {}

  /**
   * Opens a weights file. Tensor data is not read before it is touched.
   *
   * @return the open file, to be closed by the caller
   * @throws ModelFormatException if the content is broken or of an unsupported format
   * @throws IOException if the file cannot be read
   */
  public static WeightSource open(Path path) throws IOException {
    FileKind kind;
    try (InputFile file = InputFile.open(path, "a weights file")) {
      kind = FileKind.detect(file.read(0, (int) Math.min(FileKind.HEAD_BYTES, file.size())));
    }
    return switch (kind) {
      // The reader says best what is wrong with a damaged file.
      case SAFETENSORS, UNKNOWN -> SafetensorsFile.open(path);
      case TORCH_ZIP, ZIP, PICKLE -> TorchFile.open(path);
      case NPZ -> NpzFile.open(path);
      case ONNX -> OnnxFile.open(path);
      default ->
          throw new ModelFormatException(
              "%s: wanted a weights file (safetensors, PyTorch, .npz or ONNX), got %s; %s"
                  .formatted(path, kind.description(), kind.cure()));
    };
  }

  /**
   * Writes tensors in the format that the ending of the name asks for: {@code .safetensors} or
   * {@code .npz}. A file that exists is replaced; a failure leaves no partial file.
   *
   * @param metadata what the file shall say about itself; .npz has no place for it
   * @throws LanewiseException if the ending is another, or the format cannot hold a tensor
   * @throws IOException if the file cannot be written
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".safetensors")) {
      SafetensorsWriter.write(path, tensors, metadata);
    } else if (name.endsWith(".npz")) {
      NpzWriter.write(path, tensors);
    } else {
      throw new LanewiseException(
          path + ": wanted a name that ends in .safetensors or .npz, which tells the format");
    }
  }
}
