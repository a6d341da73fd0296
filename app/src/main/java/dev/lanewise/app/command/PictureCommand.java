package dev.lanewise.app.command;

import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.ClipClassifier;
import dev.lanewise.models.ModelCounts;
import dev.lanewise.models.Models;
import dev.lanewise.models.bundled.Bundled;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.Presets;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.models.labels.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine.TypeConversionException;

/** A command that shows pictures to a network: its weights, and how pictures are prepared. */
abstract class PictureCommand extends ComputeCommand {
  /** Multiply-accumulates that plain loops do while vector kernels would still be compiled. */
  private static final long LITTLE_WORK = 500_000_000;

  private Supplier<Path> weights;
  private Supplier<Path> labels;
  private Supplier<Preprocess> preset;
  private Supplier<List<Float>> mean;
  private Supplier<List<Float>> std;
  private BooleanSupplier noResize;
  private Supplier<Integer> threads;

  PictureCommand(Terminal terminal, String name, String description) {
    super(terminal, name, description);
  }

  /** Declares the options of weights, labels and preprocessing, and the threads. */
  final void declarePictureOptions() {
    weights =
        option(
            "--weights", "FILE", PictureCommand::path, "The weights: safetensors, PyTorch or npz.");
    labels = option("--labels", "FILE", PictureCommand::path, "Names of classes, one per line.");
    preset =
        option(
            "--preset",
            "NAME",
            PictureCommand::preset,
            "How pictures are prepared: %s; what the model usually wants if left out."
                .formatted(String.join(", ", Presets.all().keySet())));
    mean =
        option("--mean", "R,G,B", Values::channelNumbers, "Mean of each channel, samples 0 to 1.");
    std = option("--std", "R,G,B", Values::channelDivisors, "Standard deviation of each channel.");
    noResize = flag("--no-resize", "Pictures have the size of the network: take them as they are.");
    threads = threadsOption();
  }

  private static Preprocess preset(String name) {
    Preprocess preset = Presets.all().get(name);
    if (preset == null) {
      throw new TypeConversionException(
          "wanted one of %s, got '%s'".formatted(String.join(", ", Presets.all().keySet()), name));
    }
    return preset;
  }

  /** The number of threads that was asked for; null if none was. */
  final Integer threads() {
    return threads.get();
  }

  /** Whether {@code --weights} was given. */
  final boolean hasWeights() {
    return weights.get() != null;
  }

  /**
   * Opens the weights.
   *
   * @param model as it was asked for; null for the one that the weights or the bundle name
   * @param option how the model is given, for messages
   */
  final WeightSource source(String model, String option) throws IOException {
    if (model != null) {
      Models.find(model); // an unknown name is said before files are looked at
    }
    if (weights.get() != null) {
      WeightSource opened = WeightFiles.open(weights.get());
      return model == null ? opened : Models.fitted(model, opened);
    }
    if (model == null || model.equals(Bundled.MODEL)) {
      return Bundled.weights();
    }
    throw new UsageException(
        "%s needs --weights FILE: only %s is bundled with its weights"
            .formatted((option + " " + model).strip(), Bundled.MODEL));
  }

  /** The model that was asked for, or the one that the weights are for. */
  static String modelName(String model, WeightSource source) {
    String name = model == null ? source.metadata().get("architecture") : model;
    if (name == null) {
      throw new UsageException(
          "--weights needs --model NAME: %s does not say what network it is for"
              .formatted(source.describe()));
    }
    return name;
  }

  /** The names of the classes, if they were given. */
  final Optional<Labels> labels() throws IOException {
    return labels.get() == null ? Optional.empty() : Optional.of(Labels.read(labels.get()));
  }

  /**
   * How frames of clips are prepared.
   *
   * @param height of the crop; 0 for the usual one
   * @param width of the crop; 0 for the usual one
   */
  final Preprocess clipSteps(String name, int height, int width) {
    Preprocess usual = preset.get() == null ? ClipClassifier.usual(name) : preset.get();
    try {
      Preprocess steps =
          usual.withMeanAndStd(
              mean.get() == null ? usual.mean() : mean.get(),
              std.get() == null ? usual.std() : std.get());
      if (height > 0) {
        // as much is cut off around a crop of another size
        long shorter = Math.min(height, width);
        long resize =
            Math.round((double) steps.resize() * shorter / Math.max(1, usual.cropHeight()));
        steps = steps.withResize(Math.toIntExact(resize)).withCrop(height, width);
      }
      return steps;
    } catch (IllegalArgumentException e) {
      throw new UsageException("preprocessing: " + e.getMessage());
    }
  }

  /**
   * How pictures for an ONNX model are prepared.
   *
   * @param usual where no preset is given
   */
  final Preprocess onnxSteps(Preprocess usual) {
    Preprocess steps = preset.get() == null ? usual : preset.get();
    try {
      return steps.withMeanAndStd(
          mean.get() == null ? steps.mean() : mean.get(),
          std.get() == null ? steps.std() : std.get());
    } catch (IllegalArgumentException e) {
      throw new UsageException("preprocessing: " + e.getMessage());
    }
  }

  /** What makes a frame as large as the network wants it; such a frame already if not to resize. */
  final UnaryOperator<RgbImage> clipFit(Preprocess steps) {
    return noResize.getAsBoolean() ? UnaryOperator.identity() : steps::fit;
  }

  /** What makes a picture as large as the network wants it. */
  final UnaryOperator<RgbImage> fit(String name) {
    Preprocess steps = steps(name);
    return noResize.getAsBoolean() ? image -> requireSize(image, name, steps) : steps::fit;
  }

  /** How pictures are resized and cropped, and which channels are read. */
  final Preprocess steps(String name) {
    if (preset.get() != null) {
      return preset.get();
    }
    return Models.find(name)
        .preprocess()
        .orElseThrow(() -> new UsageException(name + " does not look at pictures; see 'run'"));
  }

  /** For little work the kernels that need no warm-up. */
  final Options workOptions(String name, int pictures) {
    Options options = options(threads());
    long macs = pictures * ModelCounts.of(Models.build(name)).macs();
    return macs <= LITTLE_WORK ? options.kernels(Kernels.plain()) : options;
  }

  private static RgbImage requireSize(RgbImage image, String name, Preprocess steps) {
    int height = steps.cropHeight();
    int width = steps.cropWidth();
    if (height != 0 && (image.height() != height || image.width() != width)) {
      throw new LanewiseException(
          "the picture has %d x %d pixels, %s wants %d x %d; leave out --no-resize"
              .formatted(image.width(), image.height(), name, width, height));
    }
    return image;
  }

  /** A classifier as the options say, of pictures that {@link #fit} has made ready. */
  final Classifier classifier(String name, WeightSource source, Options options)
      throws IOException {
    Classifier.Builder builder = Classifier.builder(name).options(options).withoutResize();
    labels().ifPresent(builder::labels);
    if (preset.get() != null) {
      builder.preprocess(preset.get());
    }
    if (mean.get() != null) {
      builder.mean(mean.get());
    }
    if (std.get() != null) {
      builder.std(std.get());
    }
    return builder.build(source);
  }
}
