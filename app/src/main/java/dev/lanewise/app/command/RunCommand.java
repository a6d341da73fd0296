package dev.lanewise.app.command;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.onnx.OnnxArgument;
import dev.lanewise.app.onnx.OnnxRun;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.ModelOptions;
import dev.lanewise.models.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** {@code run}: raw float32 tensors in, raw float32 tensors out. */
public final class RunCommand extends ComputeCommand {
  private final Supplier<String> model;
  private final Supplier<Path> weights;
  private final Supplier<List<String>> inputs;
  private final Supplier<List<String>> outputs;
  private final Supplier<Integer> threads;

  /** Declares the command. */
  public RunCommand(Terminal terminal) {
    super(terminal, "run", "Runs a model on tensors in .npy or .pb files.");
    model = parameter("MODEL", "A built-in model ('lanewise list' names them) or an .onnx file.");
    weights = option("--weights", "FILE", RunCommand::path, "The weights of a built-in model.");
    inputs =
        requiredList(
            "--input",
            "[NAME=]FILE",
            "An input. Several are given in order, or by name: --input input1=b.npy.");
    outputs =
        requiredList(
            "--output",
            "[NAME=]FILE",
            "Where an output goes. Several are given in order, or by name: --output"
                + " output1=y.npy. The name of a layer, as 'summary' prints it, gives what that"
                + " layer computes.");
    threads = threadsOption();
  }

  @Override
  protected int run() throws IOException {
    if (OnnxArgument.is(model.get())) {
      return new OnnxRun(terminal, options(threads.get()))
          .run(
              path(model.get()),
              names -> NamedFiles.parse("--input", inputs.get(), names),
              names -> NamedFiles.parse("--output", outputs.get(), names));
    }
    Models.find(model.get()); // an unknown name is said before files are looked at
    if (weights.get() == null) {
      throw new UsageException("a built-in model needs --weights FILE");
    }
    try (WeightSource source = Models.fitted(model.get(), WeightFiles.open(weights.get()))) {
      Graph usual = Models.graphFor(model.get(), source);
      Map<String, Path> from = NamedFiles.parse("--input", inputs.get(), usual.inputs().keySet());
      List<String> inner = usual.nodes().stream().map(Node::output).toList();
      Map<String, Path> to =
          NamedFiles.parse("--output", outputs.get(), usual.outputs().keySet(), inner);
      requireAll(usual.inputs(), from);
      Map<String, Tensor> tensors = read(from, usual);
      Graph graph = Models.graphFor(model.get(), source, optionsFor(from, tensors));
      Options options = options(threads.get());
      for (String output : to.keySet()) {
        options = graph.outputs().containsKey(output) ? options : options.alsoOutput(output);
      }
      try (Model bound = Model.of(graph, source);
          Plan plan = bound.compile(options);
          Session session = plan.newSession()) {
        compute(session, tensors, to);
      }
    }
    return ExitCode.OK;
  }

  private void requireAll(SequencedMap<String, Shape> wanted, Map<String, Path> given) {
    for (String name : wanted.keySet()) {
      if (!given.containsKey(name)) {
        throw new UsageException(
            "%s has the inputs %s, but --input %s=FILE is missing"
                .formatted(model.get(), wanted.keySet(), name));
      }
    }
  }

  /** The network for inputs of the files' batch and size. */
  private static ModelOptions optionsFor(Map<String, Path> files, Map<String, Tensor> tensors) {
    String first = tensors.keySet().iterator().next();
    long[] dims = tensors.get(first).shape().dims();
    for (Map.Entry<String, Tensor> other : tensors.entrySet()) {
      long[] wanted = dims.clone();
      wanted[1] = other.getValue().shape().dim(1);
      if (!other.getValue().shape().equals(Shape.of(wanted))) {
        throw new LanewiseException(
            "%s: wanted the batch and size of %s, %s, got %s"
                .formatted(
                    files.get(other.getKey()),
                    files.get(first),
                    tensors.get(first).shape(),
                    other.getValue().shape()));
      }
    }
    int[] size = Arrays.stream(dims).skip(2).mapToInt(Math::toIntExact).toArray();
    return ModelOptions.DEFAULT.withBatch(Math.toIntExact(dims[0])).withSize(size);
  }

  private static Map<String, Tensor> read(Map<String, Path> files, Graph graph) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Tensor tensor = NpyFile.read(file.getValue());
      check(file.getValue(), tensor, graph.inputs().get(file.getKey()));
      tensors.put(file.getKey(), tensor);
    }
    return tensors;
  }

  private static void check(Path file, Tensor tensor, Shape usual) {
    Shape shape = tensor.shape();
    if (tensor.dtype() != DType.F32) {
      throw new LanewiseException(
          "%s: wanted float32 values, got %s; convert them with numpy's astype('float32')"
              .formatted(file, tensor.dtype()));
    }
    if (shape.rank() != usual.rank() || shape.dim(1) != usual.dim(1) || shape.elementCount() == 0) {
      throw new LanewiseException(
          "%s: wanted a shape like %s with any batch and size, got %s"
              .formatted(file, usual, shape));
    }
  }

  private void compute(Session session, Map<String, Tensor> in, Map<String, Path> out)
      throws IOException {
    in.forEach((name, tensor) -> tensor.copyToFloats(session.input(name), 0));
    long start = System.nanoTime();
    session.run();
    long nanos = System.nanoTime() - start;
    for (Map.Entry<String, Path> file : out.entrySet()) {
      Shape shape = session.plan().outputs().get(file.getKey());
      NpyFile.write(file.getValue(), new Tensor(DType.F32, shape, session.output(file.getKey())));
      terminal.out().println(file.getValue() + ": float32 " + shape);
    }
    terminal.out().println(session.plan().name() + ": " + Units.millis(nanos));
  }
}
