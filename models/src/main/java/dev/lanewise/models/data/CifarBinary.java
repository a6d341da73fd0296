package dev.lanewise.models.data;

import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary form: for each picture a byte with the class, then a plane of red, green and
 * blue each, 32 x 32 bytes, row by row.
 */
final class CifarBinary {
  private static final int SIDE = 32;
  private static final int PIXELS = SIDE * SIDE;
  private static final int RECORD_BYTES = 1 + 3 * PIXELS;
  private static final int MOST_BYTES = 1 << 30;
  private static final String TEST = "test_batch.bin";

  private CifarBinary() {}

  /** The dataset of a file or folder; empty if there is no such file. */
  static Optional<Dataset> open(Path path, int classes) throws IOException {
    List<Path> files = files(path);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    List<Sample> samples = new ArrayList<>();
    for (Path file : files) {
      add(file, classes, samples);
    }
    String names = String.join(", ", files.stream().map(f -> f.getFileName().toString()).toList());
    return Optional.of(new Dataset("CIFAR-10 binary: " + names, samples));
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return path.toString().endsWith(".bin") ? List.of(path) : List.of();
    }
    if (Files.isRegularFile(path.resolve(TEST))) {
      return List.of(path.resolve(TEST));
    }
    try (Stream<Path> list = Files.list(path)) {
      return list.filter(file -> file.toString().endsWith(".bin"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static void add(Path file, int classes, List<Sample> samples) throws IOException {
    byte[] bytes = DataFile.read(file, MOST_BYTES);
    if (bytes.length == 0 || bytes.length % RECORD_BYTES != 0) {
      throw new DatasetException(
          "%s: wanted CIFAR-10 records of %d bytes each, got %d bytes, no multiple; copy it again"
              .formatted(file, RECORD_BYTES, bytes.length));
    }
    for (int i = 0; i < bytes.length / RECORD_BYTES; i++) {
      int at = i * RECORD_BYTES;
      int label = bytes[at] & 0xff;
      if (label >= classes) {
        throw new DatasetException(
            "%s: picture %d at byte %d is of class %d, but the network has only %d classes"
                .formatted(file, i, at, label, classes));
      }
      String name = file.getFileName() + " picture " + i;
      samples.add(new Sample(name, label, () -> picture(bytes, at + 1)));
    }
  }

  private static RgbImage picture(byte[] bytes, int at) {
    byte[] rgb = new byte[3 * PIXELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = bytes[at + i % 3 * PIXELS + i / 3];
    }
    return RgbImage.of(SIDE, SIDE, rgb);
  }
}
