package dev.lanewise.engine.onnx;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.engine.plan.RunListener;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.profile.Profile;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An ONNX model, ready to run on inputs of any shape that it allows.
 *
 * <pre>{@code
 * try (OnnxModel model = OnnxModel.open(Path.of("resnet50.onnx"));
 *     Arena arena = Arena.ofConfined()) {
 *   Tensor picture = Tensor.ofFloats(Shape.of(1, 3, 224, 224), pixels);
 *   Map<String, Tensor> outputs = model.run(Map.of("input", picture), arena);
 * }
 * }</pre>
 *
 * <p>The first run on inputs of new shapes compiles: constants are folded, what the engine's graph
 * can express becomes a {@link dev.lanewise.engine.plan.Plan}, and single nodes that it cannot are
 * interpreted. {@link #prepare} tells which. Compiled shapes are kept, the most recent ones.
 *
 * <p>Safe for any number of threads; runs of several threads share plans and weights.
 */
public final class OnnxModel implements AutoCloseable {
  private final OnnxFile file;
  private final ModelGraph graph;
  private final StageCompiler compiler;
  private final StageCache start;

  private OnnxModel(OnnxFile file, Options options) {
    this.file = file;
    this.graph = ModelGraph.of(file.describe(), file.proto());
    this.compiler = new StageCompiler(graph, options);
    this.start = compiler.start();
  }

  /** Opens a model with default options. */
  public static OnnxModel open(Path path) throws IOException {
    return open(path, Options.defaults());
  }

  /**
   * Opens a model.
   *
   * @param options how plans are compiled; they name no shapes, which are those of the inputs
   * @throws UnsupportedOperatorsException if it uses operators that Lanewise does not know; it
   *     lists all of them
   * @throws ModelFormatException if the file is no ONNX model, is damaged or exceeds a limit
   * @throws IOException if a file cannot be read
   */
  public static OnnxModel open(Path path, Options options) throws IOException {
    if (options.batch() > 0
        || !options.inputShapes().isEmpty()
        || !options.extraOutputs().isEmpty()) {
      throw new LanewiseException(
          path + ": the options name shapes or outputs; those of an ONNX model come from its runs");
    }
    OnnxFile file = OnnxFile.open(path);
    try {
      return new OnnxModel(file, options);
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
  }

  /** The content of the file. */
  public OnnxFile file() {
    return file;
  }

  /** What a run wants, in the order of the file; initializers are not among them. */
  public List<OnnxValue> inputs() {
    return graph.inputs();
  }

  /** What a run gives, in the order of the file. */
  public List<OnnxValue> outputs() {
    return graph.outputs();
  }

  /**
   * Runs the model.
   *
   * @param inputs a tensor for each input, by name
   * @param arena the outputs live as long as this
   * @return the outputs by name, in order
   * @throws LanewiseException if an input is missing, unknown, or of another type or shape than the
   *     model wants, or if an operator refuses its operands
   */
  public SequencedMap<String, Tensor> run(Map<String, Tensor> inputs, Arena arena) {
    try (Run run = new Run(inputs, null)) {
      run.execute(new ArrayList<>());
      return run.outputs(arena);
    }
  }

  /**
   * Compiles for inputs like these, runs once, and tells what was compiled.
   *
   * @param inputs as for {@link #run}
   */
  public OnnxPlan prepare(Map<String, Tensor> inputs) {
    List<Stage> stages = new ArrayList<>();
    try (Run run = new Run(inputs, null)) {
      run.execute(stages);
    }
    return OnnxPlan.of(stages);
  }

  /**
   * Measures the time of each step of the plans, and of each interpreted node, over some runs. It
   * should have run for a while before.
   *
   * @param inputs as for {@link #run}
   * @param leastNanos how long to measure, but at least a few runs
   */
  public Profile profile(Map<String, Tensor> inputs, long leastNanos) {
    List<PlannedStep> steps = new ArrayList<>();
    List<Stage> stages = new ArrayList<>();
    try (Run run = new Run(inputs, (index, step, start, nanos) -> steps.add(step))) {
      run.execute(stages);
    }
    int threads = OnnxPlan.of(stages).plans().stream().mapToInt(Plan::threads).max().orElse(1);
    return Profile.measure(
        file.describe(),
        threads,
        steps,
        listener -> {
          try (Run run = new Run(inputs, listener)) {
            run.execute(new ArrayList<>());
          }
        },
        leastNanos);
  }

  /** Frees plans and file. May be called twice. */
  @Override
  public void close() {
    start.close();
    file.close();
  }

  /** The values of one run. */
  private final class Run implements AutoCloseable {
    private final Map<String, Tensor> values;
    private final Arena arena = Arena.ofConfined();
    private final List<Runnable> giveBack = new ArrayList<>();
    private final RunListener listener;
    private Map<String, Tensor> constants = Map.of();
    private int steps;

    /**
     * @param listener is told of each step and each interpreted node; null for nobody
     */
    Run(Map<String, Tensor> inputs, RunListener listener) {
      this.listener = listener;
      values = new HashMap<>(InputCheck.check(graph, inputs));
    }

    void execute(List<Stage> passed) {
      for (Optional<StageCache> next = Optional.of(start); next.isPresent(); ) {
        Stage stage = next.get().get(values::get);
        passed.add(stage);
        constants = stage.constants();
        stage.segment().ifPresent(this::run);
        stage.interpreted().forEach(this::interpret);
        next = stage.next();
      }
    }

    private void interpret(Stage.Interpreted interpreted) {
      OnnxNode node = interpreted.site().node();
      List<Tensor> operands = new ArrayList<>();
      for (String name : node.inputs()) {
        operands.add(name.isEmpty() ? null : value(name));
      }
      long start = System.nanoTime();
      compiler.evaluate(interpreted.site(), operands, values, arena);
      if (listener != null) {
        long nanos = System.nanoTime() - start;
        List<Tensor> results =
            node.outputs().stream().filter(name -> !name.isEmpty()).map(values::get).toList();
        listener.onStep(steps++, InterpretedStep.of(interpreted, operands, results), start, nanos);
      }
    }

    private void run(CompiledSegment segment) {
      Session session = segment.borrow();
      giveBack.add(() -> segment.giveBack(session));
      segment
          .plan()
          .inputs()
          .forEach((name, shape) -> value(name).copyToFloats(session.input(name), 0));
      run(session);
      segment
          .plan()
          .outputs()
          .forEach(
              (name, shape) -> {
                MemorySegment data = session.output(name);
                values.put(name, new Tensor(DType.F32, shape, data));
              });
    }

    private void run(Session session) {
      if (listener == null) {
        session.run();
        return;
      }
      int first = steps;
      session.listen((i, step, start, nanos) -> listener.onStep(first + i, step, start, nanos));
      try {
        session.run();
      } finally {
        session.listen(null);
      }
      steps += session.plan().steps().size();
    }

    private Tensor value(String name) {
      Tensor constant = constants.get(name);
      return constant == null ? values.get(name) : constant;
    }

    SequencedMap<String, Tensor> outputs(Arena owner) {
      SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
      for (OnnxValue output : graph.outputs()) {
        Tensor tensor = value(output.name());
        Tensor copy = Tensor.allocate(tensor.dtype(), tensor.shape(), owner);
        copy.data().copyFrom(tensor.data());
        outputs.put(output.name(), copy);
      }
      return outputs;
    }

    @Override
    public void close() {
      giveBack.forEach(Runnable::run);
      arena.close();
    }
  }
}
