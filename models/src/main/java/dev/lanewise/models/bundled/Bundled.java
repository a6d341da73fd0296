package dev.lanewise.models.bundled;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.safetensors.SafetensorsFile;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The bundled network and picture.
 *
 * <pre>{@code
 * try (Classifier classifier = Bundled.classifier(Options.defaults())) {
 *   List<Prediction> best = classifier.classify(Bundled.picture(), 5); // a cat
 * }
 * }</pre>
 */
public final class Bundled {
  /** The name of the network in {@link dev.lanewise.models.Models}. */
  public static final String MODEL = "cifar_resnet20";

  /** The name of the picture, for messages. */
  public static final String PICTURE = "chelsea.png";

  private static final String WEIGHTS = "lanewise-cifar10-resnet20.safetensors";

  private Bundled() {}

  /** A classifier with the bundled network. */
  public static Classifier classifier(Options options) {
    return Classifier.builder(MODEL).options(options).build(weights());
  }

  /** The weights of the bundled network, in native memory that is freed when they are closed. */
  public static WeightSource weights() {
    try (InputStream in = open(WEIGHTS)) {
      return SafetensorsFile.read(in, "bundled " + WEIGHTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Chelsea the cat, 451 x 300, by Stefan van der Walt (CC0). */
  public static RgbImage picture() {
    try (InputStream in = open(PICTURE)) {
      return ImageDecoder.decode(in, "bundled " + PICTURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = Bundled.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("the resource " + resource + " is missing: the jar is damaged");
    }
    return in;
  }
}
