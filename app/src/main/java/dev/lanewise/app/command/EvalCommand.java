package dev.lanewise.app.command;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.FailureText;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.eval.EvalReport;
import dev.lanewise.app.eval.EvalResult;
import dev.lanewise.app.eval.Evaluation;
import dev.lanewise.app.text.ProgressBar;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.data.Dataset;
import dev.lanewise.models.data.Sample;
import dev.lanewise.models.data.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code eval}: how often a network is right about pictures whose classes are known. */
public final class EvalCommand extends PictureCommand {
  private static final int MOST_PICTURES = Integer.MAX_VALUE;

  private final Supplier<String> model;
  private final Supplier<Path> data;
  private final Supplier<Integer> limit;
  private final Supplier<Path> confusion;
  private final BooleanSupplier json;

  /** Declares the command. */
  public EvalCommand(Terminal terminal) {
    super(terminal, "eval", "Says how often a model is right about pictures of known classes.");
    model = parameter("MODEL", "A built-in model; 'lanewise list' names them.");
    data =
        requiredOption(
            "--data",
            "PATH",
            EvalCommand::path,
            "A folder with a folder of pictures for each class; or CIFAR-10's binary files (.bin);"
                + " or MNIST's idx files.");
    declarePictureOptions();
    limit = option("--limit", "N", integer(1, MOST_PICTURES), "Takes only the first N pictures.");
    confusion =
        option(
            "--confusion",
            "FILE",
            EvalCommand::path,
            "Writes how often each class was called what, as CSV.");
    json = flag("--json", "Prints a JSON object.");
    spec()
        .usageMessage()
        .footer(
            "",
            "Folders of classes are told by the names of the classes, else by their numbers, else"
                + " by alphabetical order if there is one for each class. Several pictures are"
                + " computed at once, one in each thread.",
            "",
            "Example: lanewise eval cifar_resnet20 --data cifar-10-batches-bin");
  }

  @Override
  protected int run() throws IOException {
    try (WeightSource source = source(model.get(), "")) {
      int threads = threads() == null ? Runtime.getRuntime().availableProcessors() : threads();
      try (Classifier classifier = classifier(model.get(), source, options(1))) {
        return evaluate(classifier, threads);
      }
    }
  }

  private int evaluate(Classifier classifier, int threads) throws IOException {
    Dataset dataset = Dataset.open(data.get(), classifier.labels());
    if (limit.get() != null && limit.get() < dataset.samples().size()) {
      dataset =
          new Dataset(
              dataset.description() + ", the first " + limit.get(),
              dataset.samples().subList(0, limit.get()));
    }
    Progress progress = new Progress(dataset.samples().size());
    long start = System.nanoTime();
    Tally tally = new Evaluation(dataset, fit(model.get()), threads).run(classifier, progress);
    long nanos = System.nanoTime() - start;
    progress.bar.hide();
    if (tally.total() == 0) {
      throw new LanewiseException(data.get() + ": no picture could be classified");
    }
    EvalResult result =
        new EvalResult(
            model.get(),
            dataset.description(),
            classifier.labels(),
            tally,
            progress.failures,
            nanos,
            threads);
    report(result);
    return progress.failures == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private void report(EvalResult result) throws IOException {
    if (confusion.get() != null) {
      byte[] csv = EvalReport.csv(result).getBytes(StandardCharsets.UTF_8);
      OutputFile.write(confusion.get(), out -> out.write(csv));
    }
    if (json.getAsBoolean()) {
      terminal.utf8(EvalReport.json(result));
    } else {
      EvalReport.text(result, terminal.style()).forEach(terminal.out()::println);
    }
  }

  /** Shows how far it is, and what failed. */
  private final class Progress implements Evaluation.Listener {
    private final ProgressBar bar;
    private int failures;

    Progress(int total) {
      bar =
          new ProgressBar(
              terminal.err(), terminal.style(), terminal.live(), terminal.columns(), total);
    }

    @Override
    public void done(int count, Sample sample) {
      bar.show(count, sample.name());
    }

    @Override
    public void failed(Sample sample, Throwable why) {
      failures++;
      bar.hide();
      String text = FailureText.of(why);
      terminal.problem(
          "lanewise: " + (text.contains(sample.name()) ? text : sample.name() + ": " + text));
    }
  }
}
