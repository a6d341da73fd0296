package dev.lanewise.engine.compile;

import dev.lanewise.engine.Options;
import dev.lanewise.engine.compile.Instruction.Convolution;
import dev.lanewise.engine.compile.Instruction.Simple;
import dev.lanewise.engine.compile.Instruction.TransposedConvolution;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.KernelChoice;
import dev.lanewise.engine.plan.Operand;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.PlanContents;
import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvKernel.Prepared;
import dev.lanewise.kernels.ConvTransposeKernel;
import dev.lanewise.kernels.KernelProvider;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** From a graph and its weights to a plan, stage by stage. */
public final class Compiler {
  private final KernelProvider kernels;
  private final boolean precise;
  private final Arena packed;
  private long packedBytes;

  private Compiler(Options options, Arena packed) {
    this.kernels = options.kernels();
    this.precise = options.precise();
    this.packed = packed;
  }

  /**
   * Compiles a graph.
   *
   * @param weights of this graph; their source must be open, and is not needed afterwards
   */
  public static Plan compile(Graph graph, Weights weights, Options options) {
    Graph sized = graph.withInputs(options.inputShapes()).withOutputs(options.extraOutputs());
    if (options.batch() > 0) {
      sized = sized.withBatch(options.batch());
    }
    BoundGraph bound =
        Pass.all(
            options.optimise() ? Pass.OPTIMISING : Pass.REQUIRED, BoundGraph.of(sized, weights));
    Program program = Lowering.lower(bound, options.optimise());
    Placement placement = Placement.of(program, options.optimise());
    Arena packed = Arena.ofShared();
    try {
      Compiler compiler = new Compiler(options, packed);
      List<PlannedStep> steps = compiler.steps(program, placement);
      PlanContents contents =
          new PlanContents(
              sized.name(),
              compiler.kernels.name(),
              sized.inputs(),
              sized.outputShapes(),
              steps,
              weights.byteSize(),
              compiler.packedBytes,
              placement.memory().bytes(),
              placement.lowerBound());
      return new Plan(contents, packed, options.threads());
    } catch (Throwable failure) {
      packed.close();
      throw failure;
    }
  }

  private List<PlannedStep> steps(Program program, Placement placement) {
    List<PlannedStep> steps = new ArrayList<>();
    for (Instruction instruction : program.instructions()) {
      List<Operand> reads = instruction.reads().stream().map(placement::operand).toList();
      Operand write = placement.operand(instruction.write());
      steps.add(
          switch (instruction.work()) {
            case Convolution conv -> {
              ChooseKernels.Chosen chosen = ChooseKernels.choose(kernels, conv.problem(), precise);
              yield step(instruction, chosen.choice(), reads, write, pack(conv, chosen.kernel()));
            }
            case TransposedConvolution conv -> {
              KernelChoice choice = KernelChoice.only(kernels.convTranspose().name());
              yield step(instruction, choice, reads, write, pack(conv));
            }
            case Simple simple ->
                step(
                    instruction,
                    KernelChoice.only(kernels.name()),
                    reads,
                    write,
                    simple.prepare(kernels, packed));
          });
    }
    return steps;
  }

  private static PlannedStep step(
      Instruction instruction,
      KernelChoice choice,
      List<Operand> reads,
      Operand write,
      PlannedStep.Binder binder) {
    return new PlannedStep(
        instruction.name(),
        instruction.text(),
        instruction.problem(),
        choice,
        instruction.macs(),
        reads,
        write,
        binder);
  }

  private PlannedStep.Binder pack(Convolution conv, ConvKernel kernel) {
    packedBytes += kernel.packedBytes(conv.problem());
    return pack(
        conv.weight(),
        conv.bias(),
        (weight, bias) -> kernel.prepare(conv.problem(), weight, bias, conv.clamp(), packed));
  }

  private PlannedStep.Binder pack(TransposedConvolution conv) {
    ConvTransposeKernel kernel = kernels.convTranspose();
    packedBytes += kernel.packedBytes(conv.problem());
    return pack(
        conv.weight(),
        conv.bias(),
        (weight, bias) -> kernel.prepare(conv.problem(), weight, bias, conv.clamp(), packed));
  }

  /** Packs the weights of one layer; folded ones exist unpacked only meanwhile. */
  private static PlannedStep.Binder pack(
      Constant weight, Constant bias, BiFunction<MemorySegment, MemorySegment, Prepared> prepare) {
    try (Arena unpacked = Arena.ofShared()) {
      Prepared prepared =
          prepare.apply(weight.read(unpacked), bias == null ? null : bias.read(unpacked));
      return (in, out) -> prepared.bind(in.getFirst(), in.size() > 1 ? in.get(1) : null, out);
    }
  }
}
