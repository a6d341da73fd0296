package dev.lanewise.models.data;

import dev.lanewise.models.labels.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Pictures whose classes are known.
 *
 * @param description one line: what it is, and how classes were found
 * @param samples in the order of the files
 */
public record Dataset(String description, List<Sample> samples) {
  /** Keeps a copy of the list. */
  public Dataset {
    samples = List.copyOf(samples);
  }

  /**
   * Finds out what a path holds:
   *
   * <ul>
   *   <li>a CIFAR-10 binary file ({@code .bin}), or a folder with such: {@code test_batch.bin} if
   *       it is there, else all of them
   *   <li>an MNIST file of pictures (idx3, also {@code .gz}) with its file of labels beside it, or
   *       a folder with both: the test set ({@code t10k}) if it is there, else the training set
   *   <li>a folder with a folder of pictures for each class: see {@link ClassFolders}
   * </ul>
   *
   * @param labels the classes of the network
   * @throws DatasetException if it is none of these, or damaged
   * @throws IOException if it cannot be read
   */
  public static Dataset open(Path path, Labels labels) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    Optional<Dataset> binary = CifarBinary.open(path, labels.size());
    if (binary.isPresent()) {
      return binary.get();
    }
    Optional<Dataset> idx = MnistIdx.open(path, labels.size());
    if (idx.isPresent()) {
      return idx.get();
    }
    if (Files.isDirectory(path)) {
      return ClassFolders.open(path, labels);
    }
    throw new DatasetException(
        path
            + ": wanted a folder with a folder of pictures for each class, a CIFAR-10 binary file"
            + " (.bin), or an MNIST file (idx3-ubyte); this is none of them");
  }
}
