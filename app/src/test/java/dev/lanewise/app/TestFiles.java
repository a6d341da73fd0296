package dev.lanewise.app;

import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.format.safetensors.SafetensorsWriter;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Models;
import dev.lanewise.models.bundled.Bundled;
import dev.lanewise.models.image.PngEncoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Files to try the command line on. */
final class TestFiles {
  private TestFiles() {}

  /** The weights of the bundled network, without metadata, after a change. */
  static Path weights(Path file, Consumer<Map<String, Tensor>> change) throws IOException {
    try (WeightSource bundled = Bundled.weights()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      bundled.names().forEach(name -> tensors.put(name, bundled.get(name)));
      change.accept(tensors);
      SafetensorsWriter.write(file, tensors, Map.of());
    }
    return file;
  }

  /** The weights of the bundled network, with metadata. */
  static Path weights(Path file) throws IOException {
    try (WeightSource bundled = Bundled.weights()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      bundled.names().forEach(name -> tensors.put(name, bundled.get(name)));
      SafetensorsWriter.write(file, tensors, bundled.metadata());
    }
    return file;
  }

  /** Random values of order 1. */
  static Path input(Path file, long... dims) throws IOException {
    Shape shape = Shape.of(dims);
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1.5, 1.5);
    }
    NpyFile.write(file, Tensor.ofFloats(shape, values));
    return file;
  }

  /** A picture with a gradient. */
  static Path picture(Path file, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 255 * x / width << 16 | 255 * y / height << 8 | 90);
      }
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** Random weights for a model. */
  static Path randomWeights(Path file, String model) throws IOException {
    try (WeightSource random = RandomWeights.of(Models.build(model))) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      random.names().forEach(name -> tensors.put(name, random.get(name)));
      SafetensorsWriter.write(file, tensors, Map.of());
    }
    return file;
  }

  /** A grey picture. */
  static Path grey(Path file, int width, int height, byte[] samples) throws IOException {
    return Files.write(file, PngEncoder.grey(width, height, samples));
  }

  /** The bundled picture of a cat. */
  static Path bundledPicture(Path file) throws IOException {
    return Files.write(file, PngEncoder.rgb(Bundled.picture()));
  }

  /** The names of all files in a folder, hidden ones included. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
