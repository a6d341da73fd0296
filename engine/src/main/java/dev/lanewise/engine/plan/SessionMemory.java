package dev.lanewise.engine.plan;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The native memory of one session, and the steps of a plan bound to it. */
final class SessionMemory implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment activations;
  private final SequencedMap<String, MemorySegment> inputs;
  private final SequencedMap<String, MemorySegment> outputs;
  private final Step[] steps;
  private final long scratchBytes;
  private final MemorySegment scratch;

  SessionMemory(PlanContents contents) {
    try {
      this.activations = arena.allocate(contents.arenaBytes(), ALIGNMENT);
      this.inputs = allocate(contents.inputs());
      this.outputs = allocate(contents.outputs());
      this.steps = contents.steps().stream().map(this::bind).toArray(Step[]::new);
      long most = 0;
      for (Step step : steps) {
        most = Math.max(most, step.scratchBytes());
      }
      this.scratchBytes = most;
      this.scratch = arena.allocate(most, ALIGNMENT);
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
  }

  private SequencedMap<String, MemorySegment> allocate(Map<String, Shape> shapes) {
    SequencedMap<String, MemorySegment> segments = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> segments.put(name, arena.allocate(shape.byteSize(DType.F32), ALIGNMENT)));
    return segments;
  }

  private Step bind(PlannedStep step) {
    List<View> reads = step.reads().stream().map(this::view).toList();
    return step.binder().bind(reads, view(step.write()));
  }

  private View view(Operand operand) {
    MemorySegment segment =
        switch (operand.space()) {
          case ARENA -> activations;
          case INPUT -> inputs.sequencedValues().stream().skip(operand.index()).findFirst().get();
          case OUTPUT -> outputs.sequencedValues().stream().skip(operand.index()).findFirst().get();
        };
    return new View(segment, operand.offset(), operand.pixelStride());
  }

  SequencedMap<String, MemorySegment> inputs() {
    return inputs;
  }

  SequencedMap<String, MemorySegment> outputs() {
    return outputs;
  }

  Step[] steps() {
    return steps;
  }

  /** What each thread needs. */
  long scratchBytes() {
    return scratchBytes;
  }

  /** Scratch memory of the session's own thread. */
  MemorySegment scratch() {
    return scratch;
  }

  @Override
  public void close() {
    arena.close();
  }
}
