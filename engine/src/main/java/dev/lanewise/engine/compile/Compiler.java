package dev.lanewise.engine.compile;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.compile.Instruction.Convolution;
import dev.lanewise.engine.compile.Instruction.Simple;
import dev.lanewise.engine.compile.Instruction.TransposedConvolution;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.lifetime.Holders;
import dev.lanewise.engine.plan.KernelChoice;
import dev.lanewise.engine.plan.Operand;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.PlanContents;
import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.engine.run.WorkerPool;
import dev.lanewise.engine.stream.StreamPlan;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.ConvKernel.Prepared;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.KernelProvider;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * From a graph and its weights to plans, stage by stage.
 *
 * <p>The graph is transformed once; a plan is made for each set of input shapes. All plans share
 * packed weights and threads, which live until the compiler and the last plan are closed.
 */
public final class Compiler implements AutoCloseable {
  private final BoundGraph bound;
  private final Options options;
  private final KernelProvider kernels;
  private final long weightBytes;
  private final WorkerPool pool;
  private final PackedLayers layers = new PackedLayers();
  private final Holders shared;

  /**
   * Transforms a graph.
   *
   * @param weights of this graph; their source must be open as long as plans are made
   */
  public Compiler(Graph graph, Weights weights, Options options) {
    Graph sized = graph.withInputs(options.inputShapes()).withOutputs(options.extraOutputs());
    if (options.batch() > 0) {
      sized = sized.withBatch(options.batch());
    }
    this.bound =
        Pass.all(
            options.optimise() ? Pass.OPTIMISING : Pass.REQUIRED, BoundGraph.of(sized, weights));
    this.options = options;
    this.kernels = options.kernels();
    this.weightBytes = weights.byteSize();
    boolean own = options.workers() == null;
    this.pool = own ? new WorkerPool(options.threads()) : options.workers();
    this.shared =
        new Holders(
            () -> {
              if (own) {
                pool.close();
              }
              layers.close();
            });
  }

  /** Compiles a graph for its own input shapes; the weights are not needed afterwards. */
  public static Plan compile(Graph graph, Weights weights, Options options) {
    try (Compiler compiler = new Compiler(graph, weights, options)) {
      return compiler.plan(Map.of());
    }
  }

  /**
   * Makes a plan.
   *
   * @param inputs shapes of inputs that differ from the graph's
   */
  public Plan plan(Map<String, Shape> inputs) {
    BoundGraph at = new BoundGraph(bound.graph().withInputs(inputs), bound.constants());
    return plan(
        at.graph().inputs(),
        at.graph().outputShapes(),
        () -> {
          Program program = Lowering.lower(at, options.optimise());
          return options.optimise() ? SpreadConcats.apply(program) : program;
        },
        Map.of());
  }

  /**
   * Makes a plan of one step of a stream.
   *
   * @param hop samples of a step
   */
  public StreamPlan stream(int hop) {
    BoundGraph one = new BoundGraph(bound.graph().withBatch(1), bound.constants());
    StreamLowering.Lowered step = StreamLowering.lower(one, hop, options.optimise());
    Map<String, ConvProblem> windows = new HashMap<>();
    if (options.precise()) {
      // Sums of equal order in step and window need equal kernels.
      for (Instruction instruction : Lowering.lower(one, options.optimise()).instructions()) {
        if (instruction.work() instanceof Convolution conv) {
          windows.put(instruction.name(), conv.problem());
        }
      }
    }
    Plan plan = plan(step.inputs(), step.outputs(), step::program, windows);
    return new StreamPlan(plan, step.contents());
  }

  /**
   * Makes a plan of a program.
   *
   * @param asked convolutions, by node, that choose the kernels of this program's ones
   */
  private Plan plan(
      SequencedMap<String, Shape> inputs,
      SequencedMap<String, Shape> outputs,
      Supplier<Program> lowering,
      Map<String, ConvProblem> asked) {
    if (!shared.hold()) {
      throw new IllegalStateException("compiler of " + bound.graph().name() + ": closed");
    }
    Arena constants = Arena.ofShared();
    Runnable free =
        () -> {
          constants.close();
          shared.release();
        };
    Plan plan;
    try {
      Program program = lowering.get();
      Placement placement = Placement.of(program, options.optimise());
      plan = new Plan(contents(inputs, outputs, program, asked, placement, constants), pool, free);
    } catch (Throwable failure) {
      free.run();
      throw failure;
    }
    if (options.memoryLimit() > 0
        && plan.packedBytes() + sessionBytes(plan) > options.memoryLimit()) {
      plan.close();
      throw tooLarge(plan);
    }
    return plan;
  }

  private static long sessionBytes(Plan plan) {
    return borderBytes(plan.inputs(), plan.outputs())
        + plan.arenaBytes()
        + plan.threads() * plan.scratchBytes();
  }

  private static long borderBytes(Map<String, Shape> inputs, Map<String, Shape> outputs) {
    return Stream.of(inputs, outputs)
        .flatMap(shapes -> shapes.values().stream())
        .mapToLong(shape -> shape.byteSize(DType.F32))
        .sum();
  }

  private LanewiseException tooLarge(Plan plan) {
    return new LanewiseException(
        "%s: wanted at most %d bytes of native memory, but packed weights take %d and a session %d; allow more, or take a smaller batch, smaller inputs or fewer threads"
            .formatted(plan.name(), options.memoryLimit(), plan.packedBytes(), sessionBytes(plan)));
  }

  /** The graph that plans are made from: transformed, with the shapes of the options. */
  public Graph graph() {
    return bound.graph();
  }

  /** Bytes of all weights that were packed so far. */
  public long packedBytes() {
    return layers.bytes();
  }

  /** Makes no more plans; existing ones go on. */
  @Override
  public void close() {
    shared.release();
  }

  private PlanContents contents(
      SequencedMap<String, Shape> inputs,
      SequencedMap<String, Shape> outputs,
      Program program,
      Map<String, ConvProblem> asked,
      Placement placement,
      Arena constants) {
    List<Choice> choices = choices(program, asked, false);
    long session = borderBytes(inputs, outputs) + placement.memory().bytes();
    if (options.memoryLimit() > 0
        && Choice.packedBytes(choices) + session > options.memoryLimit()) {
      choices = choices(program, asked, true);
    }
    List<PackedLayers.Request> requests =
        choices.stream().map(Choice::layer).filter(Objects::nonNull).toList();
    Iterator<Prepared> packed = layers.get(requests, options.threads()).iterator();
    List<PlannedStep> steps = new ArrayList<>();
    for (Instruction instruction : program.instructions()) {
      PlannedStep.Binder binder =
          instruction.work() instanceof Simple simple
              ? simple.prepare(kernels, constants)
              : binder(packed.next());
      steps.add(step(instruction, choices.get(steps.size()).kernel(), placement, binder));
    }
    return new PlanContents(
        bound.graph().name(),
        kernels.name(),
        inputs,
        outputs,
        steps,
        weightBytes,
        Choice.packedBytes(choices),
        placement.memory().bytes(),
        placement.lowerBound());
  }

  /**
   * What an instruction calls.
   *
   * @param layer what is to be packed, or null
   */
  private record Choice(KernelChoice kernel, PackedLayers.Request layer) {
    static long packedBytes(List<Choice> choices) {
      return choices.stream()
          .filter(choice -> choice.layer != null)
          .mapToLong(choice -> choice.layer.bytes())
          .sum();
    }
  }

  private List<Choice> choices(Program program, Map<String, ConvProblem> asked, boolean small) {
    return program.instructions().stream().map(i -> choose(i, asked, small)).toList();
  }

  private Choice choose(Instruction instruction, Map<String, ConvProblem> asked, boolean small) {
    return switch (instruction.work()) {
      case Convolution conv -> {
        ConvProblem problem = asked.getOrDefault(instruction.name(), conv.problem());
        ChooseKernels.Chosen chosen =
            small
                ? ChooseKernels.smallest(kernels, problem, options)
                : ChooseKernels.choose(kernels, problem, options);
        yield new Choice(chosen.choice(), PackedLayers.Request.of(conv, chosen.kernel()));
      }
      case TransposedConvolution conv ->
          new Choice(
              KernelChoice.only(kernels.convTranspose().name()),
              PackedLayers.Request.of(conv, kernels.convTranspose()));
      case Simple _ -> new Choice(KernelChoice.only(kernels.name()), null);
    };
  }

  private static PlannedStep.Binder binder(Prepared layer) {
    return (in, out) -> layer.bind(in.getFirst(), in.size() > 1 ? in.get(1) : null, out);
  }

  private static PlannedStep step(
      Instruction instruction,
      KernelChoice choice,
      Placement placement,
      PlannedStep.Binder binder) {
    List<Operand> reads = instruction.reads().stream().map(placement::operand).toList();
    return new PlannedStep(
        instruction.name(),
        instruction.text(),
        instruction.problem(),
        choice,
        instruction.macs(),
        reads,
        placement.operand(instruction.write()),
        binder);
  }
}
