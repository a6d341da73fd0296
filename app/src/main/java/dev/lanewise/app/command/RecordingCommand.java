package dev.lanewise.app.command;

import dev.lanewise.app.classify.ClipInput;
import dev.lanewise.app.classify.RecordingReport;
import dev.lanewise.app.classify.RecordingResult;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.FailureText;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Aggregation;
import dev.lanewise.models.ClipClassifier;
import dev.lanewise.models.SignalClassifier;
import dev.lanewise.models.labels.Labels;
import dev.lanewise.models.signal.Signal;
import dev.lanewise.models.signal.SignalReader;
import dev.lanewise.models.video.ClipSampler;
import dev.lanewise.models.video.FrameSource;
import dev.lanewise.models.video.PixelFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.TypeConversionException;

/** A command that also shows clips and signals to a network, part by part. */
abstract class RecordingCommand extends PictureCommand {
  private static final int MOST_FRAMES = 1 << 12;
  private static final int MOST_CLIPS = 1 << 24;

  private Supplier<Integer> step;
  private Supplier<Integer> clips;
  private Supplier<ClipInput.RawSize> raw;
  private Supplier<PixelFormat> pixels;
  private Supplier<List<Integer>> size;
  private Supplier<Double> overlap;
  private Supplier<List<String>> channels;
  private BooleanSupplier standardise;
  private Supplier<Aggregation> aggregate;

  RecordingCommand(Terminal terminal, String name, String description) {
    super(terminal, name, description);
  }

  /** Declares the options of clips and signals. */
  final void declareRecordingOptions() {
    size =
        option(
            "--size",
            "TxHxW|L",
            Values::size,
            "Frames, height and width of clips, or samples of a window; the model's usual ones.");
    step = option("--step", "N", integer(1, MOST_FRAMES), "Clips: takes every N-th frame; 1.");
    clips = option("--clips", "N", integer(1, MOST_CLIPS), "Clips: takes at most N; all.");
    raw =
        option(
            "--raw", "WxH", RecordingCommand::rawSize, "Clips: a stream of raw frames, no header.");
    pixels =
        option(
            "--pixels",
            "FORMAT",
            RecordingCommand::pixelFormat,
            "Clips: of raw frames: rgb24 (if left out), bgr24, gray, yuv420p, yuv422p, yuv444p.");
    overlap =
        option(
            "--overlap",
            "PART",
            RecordingCommand::part,
            "Signals: the part of a window shared with the one before, such as 0.5; 0.");
    channels =
        option(
            "--channels",
            "LIST",
            text -> Arrays.asList(text.split(",", -1)),
            "Signals: the channels to read, by name or by number from 1, such as 2 or I,II.");
    standardise = flag("--standardise", "Signals: brings each window to mean 0 and deviation 1.");
    aggregate =
        option(
            "--aggregate",
            "mean|max",
            RecordingCommand::aggregation,
            "How the probabilities of clips or windows become one; mean.");
  }

  /** Classifies clips. */
  final int classifyClips(
      String name, WeightSource source, List<Path> inputs, int top, boolean json)
      throws IOException {
    List<Integer> extents = extents(name, 3, "TxHxW");
    ClipClassifier.Settings settings =
        new ClipClassifier.Settings(
            Optional.of(clipSteps(name, extents.get(1), extents.get(2))),
            extents.get(0),
            labels(),
            options(threads()));
    try (ClipClassifier classifier = ClipClassifier.open(name, source, settings)) {
      RecordingReport report =
          new RecordingReport(terminal, name, "frames", or(aggregate, Aggregation.MEAN), json);
      return each(inputs, report, path -> List.of(clips(classifier, path, top)));
    }
  }

  /** Classifies signals. */
  final int classifySignals(
      String name, WeightSource source, List<Path> inputs, int top, boolean json)
      throws IOException {
    SignalClassifier.Settings settings =
        new SignalClassifier.Settings(
            extents(name, 1, "L").getFirst(),
            or(overlap, 0.0),
            standardise.getAsBoolean(),
            labels(),
            options(threads()));
    try (SignalClassifier classifier = SignalClassifier.open(name, source, settings)) {
      RecordingReport report =
          new RecordingReport(terminal, name, "samples", or(aggregate, Aggregation.MEAN), json);
      return each(inputs, report, path -> signals(classifier, path, top));
    }
  }

  /** The size that was asked for, or zeros for the usual one. */
  private List<Integer> extents(String name, int count, String form) {
    List<Integer> extents = or(size, Collections.nCopies(count, 0));
    if (extents.size() != count) {
      throw new UsageException("--size: %s wants %s, got %s".formatted(name, form, extents));
    }
    return extents;
  }

  /** Does a file. */
  @FunctionalInterface
  private interface Work {
    List<RecordingResult> of(Path path) throws IOException;
  }

  private int each(List<Path> inputs, RecordingReport report, Work work) {
    if (inputs.isEmpty()) {
      throw new UsageException("wanted a file or folder to classify, got none; see --help");
    }
    int code = ExitCode.OK;
    for (Path path : inputs) {
      try {
        work.of(path).forEach(report::add);
      } catch (IOException | RuntimeException e) {
        String text = FailureText.of(e);
        String problem = text.contains(path.toString()) ? text : path + ": " + text;
        terminal.problem("lanewise: " + problem);
        report.add(RecordingResult.failed(path.toString(), problem));
        code = ExitCode.FAILED;
      }
    }
    report.end();
    return code;
  }

  private RecordingResult clips(ClipClassifier classifier, Path path, int top) throws IOException {
    List<RecordingResult.Part> parts = new ArrayList<>();
    List<float[]> logits = new ArrayList<>();
    long nanos = 0;
    try (FrameSource source =
        ClipInput.open(path, Optional.ofNullable(raw.get()), or(pixels, PixelFormat.RGB24))) {
      ClipSampler sampler =
          new ClipSampler(
              source, clipFit(classifier.preprocess()), classifier.frames(), or(step, 1));
      Optional<ClipSampler.Clip> clip = sampler.next();
      while (clip.isPresent()) {
        long start = System.nanoTime();
        logits.add(classifier.logits(clip.get().frames()));
        nanos += System.nanoTime() - start;
        parts.add(
            part(clip.get().first(), clip.get().last(), logits.getLast(), classifier.labels()));
        boolean enough = parts.size() >= or(clips, MOST_CLIPS);
        clip = enough ? Optional.empty() : sampler.next();
      }
    }
    return result(path.toString(), parts, logits, classifier.labels(), top, nanos);
  }

  private List<RecordingResult> signals(SignalClassifier classifier, Path path, int top)
      throws IOException {
    List<RecordingResult> results = new ArrayList<>();
    for (Signal whole : SignalReader.read(path)) {
      Signal signal = channels.get() == null ? whole : whole.select(channels.get());
      List<RecordingResult.Part> parts = new ArrayList<>();
      List<float[]> logits = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < classifier.windows().count(signal.length()); i++) {
        logits.add(classifier.logits(signal, i));
        long first = classifier.windows().start(i, signal.length());
        long last = Math.min(first + classifier.windows().length(), signal.length()) - 1;
        parts.add(part(first, last, logits.getLast(), classifier.labels()));
      }
      long nanos = System.nanoTime() - start;
      results.add(result(signal.name(), parts, logits, classifier.labels(), top, nanos));
    }
    return results;
  }

  private static RecordingResult.Part part(long first, long last, float[] logits, Labels labels) {
    return new RecordingResult.Part(
        first, last, Aggregation.MEAN.top(List.of(logits), labels, 1).getFirst());
  }

  private RecordingResult result(
      String name,
      List<RecordingResult.Part> parts,
      List<float[]> logits,
      Labels labels,
      int top,
      long nanos) {
    return new RecordingResult(
        name, parts, or(aggregate, Aggregation.MEAN).top(logits, labels, top), nanos, "");
  }

  private static <T> T or(Supplier<T> option, T usual) {
    return option.get() == null ? usual : option.get();
  }

  private static ClipInput.RawSize rawSize(String text) {
    List<Integer> size = Values.size(text);
    if (size.size() != 2) {
      throw new TypeConversionException("wanted WIDTHxHEIGHT in pixels, got '%s'".formatted(text));
    }
    return new ClipInput.RawSize(size.get(0), size.get(1));
  }

  private static PixelFormat pixelFormat(String text) {
    return Arrays.stream(PixelFormat.values())
        .filter(format -> format.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "wanted one of %s, got '%s'"
                        .formatted(Arrays.toString(PixelFormat.values()), text)));
  }

  private static Aggregation aggregation(String text) {
    return Arrays.stream(Aggregation.values())
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("wanted mean or max, got '%s'".formatted(text)));
  }

  private static double part(String text) {
    try {
      double part = Double.parseDouble(text);
      if (part >= 0 && part <= 0.99) {
        return part;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of bounds
    }
    throw new TypeConversionException("wanted a number from 0 to 0.99, got '%s'".formatted(text));
  }
}
