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
import dev.lanewise.app.onnx.OnnxArgument;
import dev.lanewise.app.text.ProgressBar;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.Models;
import dev.lanewise.models.OnnxClassifier;
import dev.lanewise.models.Prediction;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.models.labels.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code classify}: what is on pictures, clips and signals. */
public final class ClassifyCommand extends RecordingCommand {
  private static final int DEFAULT_TOP = 5;

  private static final int MOST_TOP = 1 << 24;

  private final Supplier<String> model;
  private final Supplier<Integer> top;
  private final BooleanSupplier json;
  private final Supplier<List<Path>> inputs;

  /** Declares the command. */
  public ClassifyCommand(Terminal terminal) {
    super(terminal, "classify", "Says what is on pictures, clips or signals.");
    model =
        option(
            "--model",
            "NAME|FILE",
            text -> text,
            "A built-in model or an .onnx file; the bundled one if left out.");
    declarePictureOptions();
    top = option("--top", "K", integer(1, MOST_TOP), "How many classes to show; 5 if left out.");
    json = flag("--json", "Prints a JSON array, an object for each picture, clip or signal.");
    declareRecordingOptions();
    inputs =
        paths(
            "PICTURE|CLIP|SIGNAL",
            "Pictures (PNG, JPEG, GIF, BMP) or folders of them; for video models folders of frames"
                + " or y4m files, - for standard input; for signal models .csv, .npy or WFDB .hea"
                + " files. The bundled cat if left out.");
    spec()
        .usageMessage()
        .footer(
            "",
            "What the model reads decides what is wanted. Examples:",
            "  lanewise classify photos/",
            "  ffmpeg -i FILM -f yuv4mpegpipe - |",
            "      lanewise classify --model r3d_18 --weights W -",
            "  lanewise classify --model inceptiontime1d --weights W 100.hea");
  }

  @Override
  protected int run() throws IOException {
    if (OnnxArgument.is(model.get())) {
      return classifyByOnnx(path(model.get()));
    }
    try (WeightSource source = source(model.get(), "--model")) {
      String name = modelName(model.get(), source);
      int count = top.get() == null ? DEFAULT_TOP : top.get();
      return switch (Models.find(name).inputs().getFirst().rank()) {
        case 3 -> classifySignals(name, source, inputs.get(), count, json.getAsBoolean());
        case 5 -> classifyClips(name, source, inputs.get(), count, json.getAsBoolean());
        default -> classifyPictures(name, source);
      };
    }
  }

  private int classifyPictures(String name, WeightSource source) throws IOException {
    List<PictureSource> sources =
        inputs.get().isEmpty()
            ? List.of(new PictureSource.OfBundle())
            : PictureSource.find(inputs.get());
    PictureReader reader = new PictureReader(sources, fit(name));
    try (Classifier classifier = classifier(name, source, workOptions(name, sources.size()))) {
      String note = hasWeights() ? "" : note(classifier.labels());
      return classify(classifier::classify, name, note, reader, sources.size());
    }
  }

  private int classifyByOnnx(Path file) throws IOException {
    if (hasWeights()) {
      throw new UsageException(file + " has its weights in it; leave out --weights");
    }
    List<PictureSource> sources =
        inputs.get().isEmpty()
            ? List.of(new PictureSource.OfBundle())
            : PictureSource.find(inputs.get());
    OnnxModel opened = OnnxModel.open(file, options(threads()));
    Preprocess steps;
    try {
      steps = onnxSteps(OnnxClassifier.usual(opened));
    } catch (Throwable failure) {
      opened.close();
      throw failure;
    }
    try (OnnxClassifier classifier = OnnxClassifier.of(opened, steps, labels())) {
      PictureReader reader = new PictureReader(sources, clipFit(steps));
      return classify(classifier::classify, file.toString(), "", reader, sources.size());
    }
  }

  /** Says the most probable classes of a picture of the right size. */
  @FunctionalInterface
  private interface Answers {
    List<Prediction> top(RgbImage fitted, int count);
  }

  private int classify(Answers answers, String name, String note, PictureReader reader, int count) {
    Report report =
        json.getAsBoolean() ? new JsonReport(terminal, name) : new TextReport(terminal, note);
    ProgressBar progress =
        new ProgressBar(
            terminal.err(),
            terminal.style(),
            terminal.live() && count > 1,
            terminal.columns(),
            count);
    int code = ExitCode.OK;
    for (int done = 0; reader.hasNext(); done++) {
      PictureResult result = classify(answers, reader.next());
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

  private PictureResult classify(Answers answers, Picture picture) {
    Throwable failure = picture.failure();
    if (failure == null) {
      try {
        long start = System.nanoTime();
        var best = answers.top(picture.fitted(), top.get() == null ? DEFAULT_TOP : top.get());
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
