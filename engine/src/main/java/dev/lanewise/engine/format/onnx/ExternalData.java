package dev.lanewise.engine.format.onnx;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.io.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The files beside a model that hold its large tensors, mapped read-only; nothing outside the
 * model's folder is ever opened.
 */
final class ExternalData {
  private static final int MOST_FILES = 10_000;

  private final Path model;
  private final Arena arena;
  private final Map<String, MemorySegment> mapped = new HashMap<>();

  ExternalData(Path model, Arena arena) {
    this.model = model;
    this.arena = arena;
  }

  /**
   * A part of a file.
   *
   * @param tensor for error messages
   * @param location the file, relative to the model's folder
   */
  MemorySegment slice(String tensor, String location, long offset, long length) {
    MemorySegment file = mapped.computeIfAbsent(location, name -> map(tensor, name));
    if (offset < 0 || length < 0 || offset > file.byteSize() - length) {
      throw new ModelFormatException(
          "%s: %s: wanted %d bytes at offset %d of %s, which has only %d; copy the files again"
              .formatted(
                  model, tensor, length, offset, ErrorText.quote(location), file.byteSize()));
    }
    return file.asSlice(offset, length);
  }

  private MemorySegment map(String tensor, String location) {
    if (mapped.size() >= MOST_FILES) {
      throw refused(tensor, location, "is one file too many; wanted at most " + MOST_FILES);
    }
    try (InputFile file = InputFile.open(resolve(tensor, location), "the data of " + tensor)) {
      return file.map(arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path resolve(String tensor, String location) throws IOException {
    Path relative;
    try {
      relative = Path.of(location);
    } catch (InvalidPathException e) {
      throw refused(tensor, location, "is no path");
    }
    if (location.isEmpty() || relative.isAbsolute() || relative.getRoot() != null) {
      throw refused(tensor, location, "is not relative to the model's folder");
    }
    for (Path part : relative) {
      if (part.toString().equals("..")) {
        throw refused(tensor, location, "leaves the model's folder");
      }
    }
    Path folder = model.toAbsolutePath().normalize().getParent();
    Path file = folder.resolve(relative);
    if (Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath())) {
      throw refused(tensor, location, "is a link that leaves the model's folder");
    }
    return file;
  }

  private ModelFormatException refused(String tensor, String location, String problem) {
    return new ModelFormatException(
        "%s: %s: its data file %s %s; data is read from the model's folder only"
            .formatted(model, tensor, ErrorText.quote(location), problem));
  }
}
