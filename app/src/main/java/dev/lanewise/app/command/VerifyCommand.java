package dev.lanewise.app.command;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.text.ProgressBar;
import dev.lanewise.app.verify.CaseFinder;
import dev.lanewise.app.verify.CaseResult;
import dev.lanewise.app.verify.CaseResult.Status;
import dev.lanewise.app.verify.CaseRunner;
import dev.lanewise.app.verify.Tolerance;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.TypeConversionException;

/** {@code verify}: runs folders in the layout of ONNX's tests, and compares. */
public final class VerifyCommand extends ComputeCommand {
  private final Supplier<List<Path>> folders;
  private final Supplier<Double> rtol;
  private final Supplier<Double> atol;
  private final Supplier<Double> maxErrStd;
  private final Supplier<Double> minCorr;
  private final Supplier<Integer> threads;
  private final BooleanSupplier json;

  /** Declares the command. */
  public VerifyCommand(Terminal terminal) {
    super(terminal, "verify", "Runs ONNX models on recorded inputs and compares their outputs.");
    folders =
        paths(
            "DIR",
            "Folders to search for cases: model.onnx with test_data_set_0/input_0.pb and so on.");
    rtol = option("--rtol", "X", VerifyCommand::bound, "Allowed error per |expected|; 1e-3.");
    atol = option("--atol", "X", VerifyCommand::bound, "Allowed error besides; 1e-7.");
    maxErrStd =
        option(
            "--max-err-std",
            "X",
            VerifyCommand::bound,
            "Allowed error in standard deviations of the expected output, instead of both.");
    minCorr =
        option(
            "--min-corr",
            "C",
            VerifyCommand::correlation,
            "Least correlation of output and expected output.");
    threads = threadsOption();
    json = flag("--json", "Prints a JSON object with all cases and the counts.");
    spec()
        .usageMessage()
        .footer(
            "",
            "Prints a line per case and, last, how many passed, failed and are unsupported. The"
                + " exit code is 1 if one failed.");
  }

  @Override
  protected int run() throws IOException {
    if (folders.get().isEmpty()) {
      throw new UsageException("wanted at least one DIR to search for cases");
    }
    List<Path> cases = CaseFinder.find(folders.get());
    if (cases.isEmpty()) {
      throw new UsageException("there is no model.onnx in " + folders.get());
    }
    List<CaseResult> results = run(cases);
    long failed = count(results, Status.FAILED);
    if (json.getAsBoolean()) {
      terminal.utf8(json(results));
    } else {
      terminal
          .out()
          .printf(
              "%d passed, %d failed, %d unsupported%n",
              count(results, Status.PASSED), failed, count(results, Status.UNSUPPORTED));
    }
    return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<CaseResult> run(List<Path> cases) {
    CaseRunner runner = new CaseRunner(options(threads.get()), tolerance());
    ProgressBar progress =
        new ProgressBar(
            terminal.err(), terminal.style(), terminal.live(), terminal.columns(), cases.size());
    List<CaseResult> results = new ArrayList<>();
    for (Path folder : cases) {
      progress.show(results.size(), folder.toString());
      CaseResult result = runner.run(folder);
      results.add(result);
      if (!json.getAsBoolean()) {
        progress.hide();
        terminal.out().println(line(result));
      }
    }
    progress.hide();
    return results;
  }

  private Tolerance tolerance() {
    return new Tolerance(
        or(rtol, Tolerance.ONNX.rtol()),
        or(atol, Tolerance.ONNX.atol()),
        or(maxErrStd, Double.NaN),
        or(minCorr, Double.NaN));
  }

  private static double or(Supplier<Double> option, double fallback) {
    return option.get() == null ? fallback : option.get();
  }

  private static String line(CaseResult result) {
    String detail = result.status() == Status.PASSED ? " (%s)" : ": %s";
    return result.status().text() + " " + result.name() + detail.formatted(result.detail());
  }

  private static long count(List<CaseResult> results, Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  private static String json(List<CaseResult> results) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      object.put(status.text(), count(results, status));
    }
    List<Map<String, Object>> cases = new ArrayList<>();
    for (CaseResult result : results) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("case", result.name());
      one.put("status", result.status().text());
      one.put("detail", result.detail());
      cases.add(one);
    }
    object.put("cases", cases);
    return JsonWriter.indented(JsonValue.of(object));
  }

  private static double bound(String text) {
    return number(text, 0, Double.MAX_VALUE, "a number of at least 0");
  }

  private static double correlation(String text) {
    return number(text, -1, 1, "a number from -1 to 1");
  }

  private static double number(String text, double least, double most, String wanted) {
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of bounds
    }
    throw new TypeConversionException("wanted %s, got '%s'".formatted(wanted, text));
  }
}
