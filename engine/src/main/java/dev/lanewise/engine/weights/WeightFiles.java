package dev.lanewise.engine.weights;

import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.format.safetensors.SafetensorsFile;
import dev.lanewise.engine.format.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Path;

/** Opens weights files of any supported format, told apart by content. */
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
      default ->
          throw new ModelFormatException(
              "%s: wanted a weights file (safetensors or PyTorch), got %s; %s"
                  .formatted(path, kind.description(), kind.cure()));
    };
  }
}
