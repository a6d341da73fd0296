package dev.lanewise.models.data;

import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * MNIST's idx files: pictures of one grey byte for each pixel in one file, classes in another.
 *
 * <p>Source: the description on MNIST's home page. A file is a magic number (two bytes 0, the type
 * 8 for bytes, the number of dimensions), the dimensions as 4 bytes each, big end first, then the
 * data.
 */
final class MnistIdx {
  private static final Pattern PICTURES = Pattern.compile("(.*)images([-.])idx3-ubyte(\\.gz)?");
  private static final int UNSIGNED_BYTES = 8;
  private static final int MOST_BYTES = 1 << 30;
  private static final int MOST_SIDE = 1 << 14;

  private MnistIdx() {}

  /** The dataset of a file or folder; empty if there is no such file. */
  static Optional<Dataset> open(Path path, int classes) throws IOException {
    Optional<Path> pictures = Files.isDirectory(path) ? find(path) : Optional.of(path);
    if (pictures.isEmpty()) {
      return Optional.empty();
    }
    Matcher name = PICTURES.matcher(pictures.get().getFileName().toString());
    return name.matches()
        ? Optional.of(read(pictures.get(), labels(pictures.get(), name), classes))
        : Optional.empty();
  }

  private static Optional<Path> find(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      List<Path> found =
          list.filter(file -> PICTURES.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
      return found.stream()
          .filter(file -> file.getFileName().toString().startsWith("t10k"))
          .findFirst()
          .or(() -> found.stream().findFirst());
    }
  }

  private static Path labels(Path pictures, Matcher name) {
    String stem = name.group(1) + "labels" + name.group(2) + "idx1-ubyte";
    for (String ending : List.of("", ".gz")) {
      Path file = pictures.resolveSibling(stem + ending);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new DatasetException(
        "%s: the file with the classes, %s, is not beside it; put it there"
            .formatted(pictures, stem));
  }

  private static Dataset read(Path pictures, Path labels, int classes) throws IOException {
    ByteBuffer pixels = content(pictures, 3);
    int count = pixels.getInt(4);
    int height = pixels.getInt(8);
    int width = pixels.getInt(12);
    ByteBuffer truth = content(labels, 1);
    if (truth.getInt(4) != count) {
      throw new DatasetException(
          "%s has %d classes, but %s has %d pictures; they do not belong together"
              .formatted(labels, truth.getInt(4), pictures, count));
    }
    if (count < 1 || height < 1 || width < 1 || height > MOST_SIDE || width > MOST_SIDE) {
      throw new DatasetException(
          "%s: it declares %d pictures of %d x %d; wanted at least one, with sides up to %d"
              .formatted(pictures, count, width, height, MOST_SIDE));
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = truth.get(8 + i) & 0xff;
      if (label >= classes) {
        throw new DatasetException(
            "%s: picture %d is of class %d, but the network has only %d classes"
                .formatted(labels, i, label, classes));
      }
      int at = 16 + i * width * height;
      String name = pictures.getFileName() + " picture " + i;
      samples.add(new Sample(name, label, () -> picture(pixels, at, width, height)));
    }
    return new Dataset("MNIST: " + pictures.getFileName(), samples);
  }

  /** A file whose header fits its size: dimensions from byte 4 on, then bytes. */
  private static ByteBuffer content(Path file, int dimensions) throws IOException {
    byte[] bytes = DataFile.read(file, MOST_BYTES);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int magic = UNSIGNED_BYTES << 8 | dimensions;
    int headerBytes = 4 + 4 * dimensions;
    if (bytes.length < headerBytes || buffer.getInt(0) != magic) {
      throw new DatasetException(
          "%s: wanted an idx file of bytes with %d dimensions, which begins with 0x%08x"
              .formatted(file, dimensions, magic));
    }
    long wanted = 1;
    for (int i = 0; i < dimensions; i++) {
      long extent = Integer.toUnsignedLong(buffer.getInt(4 + 4 * i));
      wanted = extent > MOST_BYTES || wanted > MOST_BYTES ? Long.MAX_VALUE : wanted * extent;
    }
    if (wanted != bytes.length - headerBytes) {
      throw new DatasetException(
          "%s: its header declares %s bytes of data, but it has %d; copy it again"
              .formatted(
                  file,
                  wanted > MOST_BYTES ? "more than " + MOST_BYTES : Long.toString(wanted),
                  bytes.length - headerBytes));
    }
    return buffer;
  }

  private static RgbImage picture(ByteBuffer pixels, int at, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = pixels.get(at + i / 3);
    }
    return RgbImage.of(width, height, rgb);
  }
}
