package dev.lanewise.bench;

import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.bench.conv.KernelMeter;
import dev.lanewise.bench.conv.KernelReport;
import dev.lanewise.bench.conv.KernelResult;
import dev.lanewise.bench.conv.ProblemList;
import dev.lanewise.bench.rival.Comparison;
import dev.lanewise.bench.rival.LoadComparison;
import dev.lanewise.bench.rival.LoadReport;
import dev.lanewise.bench.rival.LoadResult;
import dev.lanewise.bench.rival.LoadTarget;
import dev.lanewise.bench.rival.MemoryComparison;
import dev.lanewise.bench.rival.MemoryReport;
import dev.lanewise.bench.rival.MemoryResult;
import dev.lanewise.bench.rival.OrtContestant;
import dev.lanewise.bench.rival.RivalReport;
import dev.lanewise.bench.rival.RivalResult;
import dev.lanewise.bench.rival.RivalTarget;
import dev.lanewise.bench.timing.Blocks;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** {@code rivals}: networks against ONNX Runtime, or convolutions against the peak. */
final class RivalsCommand extends Command {
  private static final int USUAL_BLOCKS = 5;
  private static final double USUAL_SECONDS = 1;
  private static final double USUAL_KERNEL_SECONDS = 0.3;
  private static final double MOST_SECONDS = 600;
  private static final int MOST_THREADS = 1024;

  /** Lists of convolutions that are measured if none is named. */
  private static final List<String> USUAL_PROBLEMS = List.of("resnet18", "resnet50");

  /** Networks whose memory is compared if none is named. */
  private static final List<String> USUAL_MEMORY = List.of("resnet50", "r3d_18");

  private final PositionalParamSpec names;
  private final Supplier<List<Integer>> threads;
  private final Supplier<Integer> batch;
  private final Supplier<List<Integer>> size;
  private final Supplier<Integer> alternations;
  private final Supplier<Double> seconds;
  private final BooleanSupplier precise;
  private final BooleanSupplier kernels;
  private final BooleanSupplier load;
  private final BooleanSupplier memory;
  private final BooleanSupplier json;

  RivalsCommand(Terminal terminal) {
    super(terminal, "rivals", "Compares the speed of models with that of ONNX Runtime.");
    names =
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("MODEL")
            .arity("0..*")
            .description(
                "Built-in models; those that have a target if left out, which with --load is"
                    + " resnet50, and with --memory resnet50 and r3d_18. With --kernels also"
                    + " problem lines, such as \"n1 g1 c64x56x56 k64 3x3 s1 p1\".")
            .build();
    spec().addPositional(names);
    threads =
        option(
            "--threads",
            "N,N...",
            numbers(",", MOST_THREADS, "numbers of threads, such as 1,2"),
            "Numbers of threads to measure; 1 if left out.");
    batch = option("--batch", "N", integer(1, 1 << 16), "Samples computed at once; 1 if left out.");
    size =
        option(
            "--size",
            "SIZE",
            numbers("x", 1 << 20, "a size such as 224x224"),
            "Spatial size of the input; the model's usual one if left out.");
    alternations =
        option(
            "--blocks",
            "N",
            integer(1, 1000),
            "Turns of each runtime; 5 if left out. With --load one more, which does not count.");
    seconds =
        option(
            "--seconds",
            "S",
            RivalsCommand::seconds,
            "Least time of a block; 1 if left out, 0.3 with --kernels. Warm-up takes three times as"
                + " long or more.");
    precise = flag("--precise", "Allows Lanewise only algorithms with direct summation.");
    kernels =
        flag("--kernels", "Measures the convolutions of the models, each alone, by the peak.");
    load = flag("--load", "Measures the time from opening a model's file to the first output.");
    memory =
        flag(
            "--memory",
            "Measures the peak memory of processes that load a model's file and run it.");
    json = flag("--json", "Prints JSON.");
  }

  @Override
  protected int run() throws IOException {
    List<String> wanted = names.getValue() == null ? List.of() : names.getValue();
    if (Stream.of(kernels, load, memory).filter(BooleanSupplier::getAsBoolean).count() > 1) {
      throw new UsageException(
          "--kernels, --load and --memory measure different things; give one of them");
    }
    if (load.getAsBoolean()) {
      compareLoading(
          wanted.isEmpty() ? LoadTarget.all().stream().map(LoadTarget::model).toList() : wanted);
    } else if (memory.getAsBoolean()) {
      compareMemory(wanted.isEmpty() ? USUAL_MEMORY : wanted);
    } else if (kernels.getAsBoolean()) {
      measureKernels(problems(wanted.isEmpty() ? USUAL_PROBLEMS : wanted));
    } else {
      compare(
          wanted.isEmpty() ? RivalTarget.all().stream().map(RivalTarget::model).toList() : wanted);
    }
    return ExitCode.OK;
  }

  private void compare(List<String> models) throws IOException {
    models.forEach(Models::find); // an unknown name is said before anything is measured
    Comparison comparison =
        new Comparison(blocks(), rounds(), precise.getAsBoolean(), terminal::problem);
    List<RivalResult> results = new ArrayList<>();
    for (String model : models) {
      results.addAll(comparison.run(build(model), counts(), r -> follow(RivalReport.line(r))));
    }
    RivalReport report = new RivalReport(results, isTargeted());
    print(againstRival(), Map.of("models", report.json()), report::text);
  }

  private void compareLoading(List<String> models) throws IOException {
    models.forEach(Models::find);
    LoadComparison comparison =
        new LoadComparison(rounds(), precise.getAsBoolean(), terminal::problem);
    List<LoadResult> results = new ArrayList<>();
    for (String model : models) {
      results.addAll(comparison.run(() -> build(model), counts(), r -> follow(LoadReport.line(r))));
    }
    LoadReport report = new LoadReport(results, isTargeted());
    print(againstRival(), Map.of("loads", report.json()), report::text);
  }

  private void compareMemory(List<String> models) throws IOException {
    models.forEach(Models::find);
    MemoryComparison comparison =
        new MemoryComparison(rounds(), precise.getAsBoolean(), terminal::problem);
    List<MemoryResult> results = new ArrayList<>();
    for (String model : models) {
      results.addAll(comparison.run(build(model), counts(), r -> follow(MemoryReport.line(r))));
    }
    MemoryReport report = new MemoryReport(results);
    print(againstRival(), Map.of("memory", report.json()), report::text);
  }

  private List<Integer> counts() {
    return threads.get() == null ? List.of(1) : threads.get();
  }

  private boolean isTargeted() {
    return size.get() == null && !precise.getAsBoolean();
  }

  private static Map<String, Object> againstRival() {
    Map<String, Object> environment = Environment.describe();
    environment.put("onnxruntime", OrtContestant.version());
    return environment;
  }

  private void follow(String line) {
    if (json.getAsBoolean()) {
      terminal.problem(line);
    } else {
      terminal.out().println(line);
      terminal.out().flush();
    }
  }

  private void measureKernels(SequencedSet<ConvProblem> problems) {
    KernelMeter meter = new KernelMeter(blocks(), rounds(), precise.getAsBoolean());
    List<KernelResult> results = new ArrayList<>();
    for (ConvProblem problem : problems) {
      terminal.problem("measuring " + problem);
      results.addAll(meter.measure(problem));
    }
    print(Environment.describe(), KernelReport.json(results), () -> KernelReport.text(results));
  }

  private void print(
      Map<String, Object> environment,
      Map<String, JsonValue> results,
      Supplier<List<String>> text) {
    if (json.getAsBoolean()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("environment", environment);
      all.putAll(results);
      terminal.utf8(JsonWriter.indented(JsonValue.of(all)));
    } else {
      terminal.out().println();
      environment.forEach((name, value) -> terminal.out().println(name + ": " + value));
      terminal.out().println();
      text.get().forEach(terminal.out()::println);
    }
  }

  /** The problems of lists, models and problem lines, each once. */
  private SequencedSet<ConvProblem> problems(List<String> wanted) {
    SequencedSet<ConvProblem> problems = new LinkedHashSet<>();
    for (String name : wanted) {
      if (name.contains(" ")) {
        try {
          problems.add(ConvProblem.parse(name));
        } catch (IllegalArgumentException e) {
          throw new UsageException(e.getMessage(), e);
        }
      } else if (isUsual() && ProblemList.named(name).isPresent()) {
        problems.addAll(ProblemList.named(name).get());
      } else {
        problems.addAll(ProblemList.of(build(name)));
      }
    }
    return problems;
  }

  private boolean isUsual() {
    return batch.get() == null && size.get() == null;
  }

  private Graph build(String model) {
    ModelOptions options = ModelOptions.DEFAULT;
    if (batch.get() != null) {
      options = options.withBatch(batch.get());
    }
    if (size.get() != null) {
      options = options.withSize(size.get().stream().mapToInt(Integer::intValue).toArray());
    }
    return Models.build(model, options);
  }

  private Blocks blocks() {
    double usual = kernels.getAsBoolean() ? USUAL_KERNEL_SECONDS : USUAL_SECONDS;
    return Blocks.lasting(seconds.get() == null ? usual : seconds.get());
  }

  private int rounds() {
    return alternations.get() == null ? USUAL_BLOCKS : alternations.get();
  }

  private static ITypeConverter<List<Integer>> numbers(String separator, int most, String wanted) {
    return text -> {
      Function<String, Integer> number =
          part -> {
            try {
              int value = Integer.parseInt(part);
              if (value >= 1 && value <= most) {
                return value;
              }
            } catch (NumberFormatException e) {
              // the same message as for a number out of bounds
            }
            throw new TypeConversionException(
                "wanted %s, each from 1 to %d, got '%s'".formatted(wanted, most, text));
          };
      return Arrays.stream(text.split(separator, -1)).map(number).toList();
    };
  }

  private static double seconds(String text) {
    try {
      double number = Double.parseDouble(text);
      if (number > 0 && number <= MOST_SECONDS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of bounds
    }
    throw new TypeConversionException(
        "wanted a number of seconds above 0, at most %.0f, got '%s'".formatted(MOST_SECONDS, text));
  }
}
