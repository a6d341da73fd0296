package dev.lanewise.app.command;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.segment.Mask;
import dev.lanewise.app.segment.SegmentInput;
import dev.lanewise.app.segment.SegmentReport;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.models.ModelSpec;
import dev.lanewise.models.Models;
import dev.lanewise.models.Segmenter;
import dev.lanewise.models.Task;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code segment}: a class for every position of a picture or a volume. */
public final class SegmentCommand extends ComputeCommand {
  private final Supplier<String> model;
  private final Supplier<Path> weights;
  private final Supplier<Path> input;
  private final Supplier<Path> output;
  private final Supplier<Path> probabilities;
  private final Supplier<Path> labels;
  private final Supplier<List<Float>> mean;
  private final Supplier<List<Float>> std;
  private final Supplier<Integer> threads;
  private final BooleanSupplier json;

  /** Declares the command. */
  public SegmentCommand(Terminal terminal) {
    super(terminal, "segment", "Puts every position of a picture or a volume into a class.");
    model = parameter("MODEL", "A model for segmentation; 'lanewise list' names them.");
    weights =
        requiredOption(
            "--weights", "FILE", SegmentCommand::path, "The weights: safetensors, PyTorch or npz.");
    input =
        requiredOption(
            "--input",
            "FILE",
            SegmentCommand::path,
            "A picture (PNG, JPEG, GIF, BMP), or an .npy array [H, W] or [D, H, W], also with"
                + " channels in front; bytes count as samples of a picture.");
    output =
        requiredOption(
            "--output",
            "FILE",
            SegmentCommand::path,
            "Where the classes go: .png with a colour for each class, or .npy with their numbers.");
    probabilities =
        option(
            "--probabilities",
            "FILE",
            SegmentCommand::path,
            "Writes the probability of each class at each position, .npy [classes, spatial...].");
    labels = option("--labels", "FILE", SegmentCommand::path, "Names of classes, one per line.");
    mean =
        option("--mean", "R,G,B", Values::channelNumbers, "Mean of each channel, samples 0 to 1.");
    std = option("--std", "R,G,B", Values::channelDivisors, "Standard deviation of each channel.");
    threads = threadsOption();
    json = flag("--json", "Prints a JSON object.");
    spec()
        .usageMessage()
        .footer(
            "",
            "The input is taken as large as it is; samples 0 to 255 become 0 to 1.",
            "",
            "Example:",
            "  lanewise segment unet_retina --weights W --input a.png --output b.png");
  }

  @Override
  protected int run() throws IOException {
    ModelSpec spec = Models.find(model.get());
    if (spec.task() != Task.SEGMENTATION) {
      throw new UsageException(
          "%s is for %s; wanted a model for segmentation, see 'lanewise list'"
              .formatted(spec.name(), spec.task()));
    }
    int axes = spec.inputs().getFirst().rank() - 2;
    checkEndings(axes);
    SegmentInput source = SegmentInput.read(input.get(), axes);
    try (Segmenter segmenter =
        Segmenter.open(
            model.get(), WeightFiles.open(weights.get()), options(threads.get()), source.size())) {
      segment(spec, segmenter, source);
    }
    return ExitCode.OK;
  }

  private void checkEndings(int axes) {
    boolean png = endsIn(output.get(), ".png");
    if (!png && !endsIn(output.get(), ".npy")) {
      throw new UsageException("--output: wanted a file .png or .npy, got " + output.get());
    }
    if (png && axes != 2) {
      throw new UsageException("--output: a volume needs a file .npy, got " + output.get());
    }
    if (probabilities.get() != null && !endsIn(probabilities.get(), ".npy")) {
      throw new UsageException("--probabilities: wanted a file .npy, got " + probabilities.get());
    }
  }

  private static boolean endsIn(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  private void segment(ModelSpec spec, Segmenter segmenter, SegmentInput source)
      throws IOException {
    source.fill(segmenter.inputShape(), segmenter.input(), scaling(spec));
    int classes = (int) segmenter.outputShape().dim(1);
    Labels names = labels.get() == null ? spec.labels(classes) : Labels.read(labels.get());
    if (names.size() != classes) {
      throw new LanewiseException(
          "%s: wanted a label for each of the %d classes, got %d"
              .formatted(labels.get(), classes, names.size()));
    }
    long start = System.nanoTime();
    Segmenter.Segmentation result = segmenter.run();
    long nanos = System.nanoTime() - start;
    Shape shape = segmenter.outputShape();
    int[] size = Arrays.stream(shape.dims()).skip(2).mapToInt(Math::toIntExact).toArray();
    Mask mask = new Mask(result.labels(), size);
    List<Path> files = new ArrayList<>();
    if (probabilities.get() != null) {
      Shape perClass = Shape.of(Arrays.stream(shape.dims()).skip(1).toArray());
      NpyFile.write(probabilities.get(), Tensor.ofFloats(perClass, result.probabilities()));
      files.add(probabilities.get());
    }
    if (endsIn(output.get(), ".png")) {
      mask.writePng(output.get(), classes);
    } else {
      mask.writeNpy(output.get());
    }
    files.add(output.get());
    SegmentReport report = new SegmentReport(model.get(), input.get(), mask, names, files, nanos);
    if (json.getAsBoolean()) {
      terminal.utf8(report.json());
    } else {
      report.text(terminal.style()).forEach(terminal.out()::println);
    }
  }

  private SegmentInput.Scaling scaling(ModelSpec spec) {
    SegmentInput.Scaling usual =
        spec.preprocess().map(SegmentCommand::scaling).orElse(SegmentInput.Scaling.UNIT);
    return new SegmentInput.Scaling(
        usual.divisor(),
        mean.get() == null ? usual.mean() : mean.get(),
        std.get() == null ? usual.std() : std.get());
  }

  private static SegmentInput.Scaling scaling(Preprocess steps) {
    return new SegmentInput.Scaling(steps.divisor(), steps.mean(), steps.std());
  }
}
