package dev.lanewise.app.command;

import dev.lanewise.app.classify.JsonReport;
import dev.lanewise.app.classify.Picture;
import dev.lanewise.app.classify.PictureReader;
import dev.lanewise.app.classify.PictureResult;
import dev.lanewise.app.classify.PictureSource;
import dev.lanewise.app.classify.Report;
import dev.lanewise.app.classify.TextReport;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.FailureText;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.text.ProgressBar;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.ModelCounts;
import dev.lanewise.models.ModelSpec;
import dev.lanewise.models.Models;
import dev.lanewise.models.bundled.Bundled;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.models.labels.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** {@code classify}: what is on pictures. */
public final class ClassifyCommand extends ComputeCommand {
  private static final int DEFAULT_TOP = 5;

  /** Multiply-accumulates that plain loops do while vector kernels would still be compiled. */
  private static final long LITTLE_WORK = 500_000_000;

  private static final int MOST_TOP = 1 << 24;

  private final Supplier<String> model;
  private final Supplier<Path> weights;
  private final Supplier<Path> labels;
  private final Supplier<List<Float>> mean;
  private final Supplier<List<Float>> std;
  private final BooleanSupplier noResize;
  private final Supplier<Integer> top;
  private final Supplier<Integer> threads;
  private final BooleanSupplier json;
  private final Supplier<List<Path>> pictures;

  /** Declares the command. */
  public ClassifyCommand(Terminal terminal) {
    super(terminal, "classify", "Says what is on pictures.");
    model =
        option("--model", "NAME", text -> text, "A built-in model; the bundled one if left out.");
    weights = option("--weights", "FILE", ClassifyCommand::path, "The weights, safetensors.");
    labels = option("--labels", "FILE", ClassifyCommand::path, "Names of classes, one per line.");
    mean =
        option("--mean", "R,G,B", Values::channelNumbers, "Mean of each channel, samples 0 to 1.");
    std = option("--std", "R,G,B", Values::channelDivisors, "Standard deviation of each channel.");
    noResize = flag("--no-resize", "Pictures have the size of the network: take them as they are.");
    top = option("--top", "K", integer(1, MOST_TOP), "How many classes to show; 5 if left out.");
    threads = threadsOption();
    json = flag("--json", "Prints a JSON array, an object for each picture.");
    pictures =
        paths("PICTURE|FOLDER", "PNG, JPEG, GIF, BMP, or folders; the bundled cat if left out.");
  }

  @Override
  protected int run() throws IOException {
    List<PictureSource> sources =
        pictures.get().isEmpty()
            ? List.of(new PictureSource.OfBundle())
            : PictureSource.find(pictures.get());
    try (WeightSource source = source()) {
      String name = modelName(source);
      PictureReader reader = new PictureReader(sources, fit(name));
      try (Classifier classifier = classifier(name, source, sources.size())) {
        return classify(classifier, name, reader, sources.size());
      }
    }
  }

  private WeightSource source() throws IOException {
    if (model.get() != null) {
      Models.find(model.get()); // an unknown name is said before files are looked at
    }
    if (weights.get() != null) {
      return WeightFiles.open(weights.get());
    }
    if (model.get() == null || model.get().equals(Bundled.MODEL)) {
      return Bundled.weights();
    }
    throw new UsageException(
        "--model %s needs --weights FILE: only %s is bundled with its weights"
            .formatted(model.get(), Bundled.MODEL));
  }

  private String modelName(WeightSource source) {
    String name = model.get() == null ? source.metadata().get("architecture") : model.get();
    if (name == null) {
      throw new UsageException(
          "--weights needs --model NAME: %s does not say what network it is for"
              .formatted(source.describe()));
    }
    return name;
  }

  /** What makes a picture as large as the network wants it. */
  private UnaryOperator<RgbImage> fit(String name) {
    ModelSpec spec = Models.find(name);
    Preprocess usual =
        spec.preprocess()
            .orElseThrow(() -> new UsageException(name + " does not look at pictures; see 'run'"));
    return noResize.getAsBoolean() ? image -> requireSize(image, spec) : usual::fit;
  }

  private static RgbImage requireSize(RgbImage image, ModelSpec spec) {
    long height = spec.inputs().getFirst().dim(2);
    long width = spec.inputs().getFirst().dim(3);
    if (image.height() != height || image.width() != width) {
      throw new LanewiseException(
          "the picture has %d x %d pixels, %s wants %d x %d; leave out --no-resize"
              .formatted(image.width(), image.height(), spec.name(), width, height));
    }
    return image;
  }

  private Classifier classifier(String name, WeightSource source, int count) throws IOException {
    // Pictures are fitted by their reader.
    Classifier.Builder builder =
        Classifier.builder(name).options(options(name, count)).withoutResize();
    if (labels.get() != null) {
      builder.labels(Labels.read(labels.get()));
    }
    if (mean.get() != null) {
      builder.mean(mean.get());
    }
    if (std.get() != null) {
      builder.std(std.get());
    }
    return builder.build(source);
  }

  /** For little work the kernels that need no warm-up. */
  private Options options(String name, int count) {
    Options options = options(threads.get());
    long macs = count * ModelCounts.of(Models.build(name)).macs();
    return macs <= LITTLE_WORK ? options.kernels(Kernels.plain()) : options;
  }

  private int classify(Classifier classifier, String name, PictureReader reader, int count) {
    boolean bundled = weights.get() == null;
    Report report =
        json.getAsBoolean()
            ? new JsonReport(terminal, name)
            : new TextReport(terminal, bundled ? note(classifier.labels()) : "");
    ProgressBar progress =
        new ProgressBar(
            terminal.err(),
            terminal.style(),
            terminal.live() && count > 1,
            terminal.columns(),
            count);
    int code = ExitCode.OK;
    for (int done = 0; reader.hasNext(); done++) {
      PictureResult result = classify(classifier, reader.next());
      if (!json.getAsBoolean() || !result.succeeded()) {
        progress.hide();
      }
      if (!result.succeeded()) {
        terminal.problem("lanewise: " + result.problem());
        code = ExitCode.FAILED;
      }
      report.add(result);
      progress.show(done + 1, result.picture().name());
    }
    progress.hide();
    report.end();
    return code;
  }

  private PictureResult classify(Classifier classifier, Picture picture) {
    Throwable failure = picture.failure();
    if (failure == null) {
      try {
        long start = System.nanoTime();
        var best =
            classifier.classify(picture.fitted(), top.get() == null ? DEFAULT_TOP : top.get());
        return new PictureResult(picture, best, System.nanoTime() - start, "");
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    String text = FailureText.of(failure);
    boolean named = text.contains(picture.name());
    return new PictureResult(picture, List.of(), 0, named ? text : picture.name() + ": " + text);
  }

  private static String note(Labels labels) {
    return "The bundled network knows %d things and calls everything one of them: %s."
        .formatted(labels.size(), String.join(", ", labels.names()));
  }
}
