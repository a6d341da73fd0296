package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Program.Border;
import dev.lanewise.engine.compile.Program.Part;
import dev.lanewise.engine.compile.StreamSteps.Kept;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.plan.Operand.Space;
import dev.lanewise.engine.stream.StreamContents;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Extent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the values of a step of a stream lie, and what happens to them besides the network's
 * operations.
 *
 * <p>A value of which later steps need a part lies behind that part. The memory of both is never
 * given to another value, as the first and the last instruction of a step touch it.
 */
final class StreamMemory {
  private static final String CLOCK = "@clock";

  private final StreamNodes nodes;
  private final StreamTimes times;
  private final Map<String, Integer> indices;
  private final Set<String> pads = new HashSet<>();
  private final Map<String, Part> parts = new HashMap<>();
  private final Map<String, Layout> layouts = new HashMap<>();
  private final Map<String, Border> borders = new HashMap<>();
  private final Map<String, List<Instruction>> after = new HashMap<>();
  private final List<String> states = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private String anyKept;

  /**
   * @param indices of the values' lengths in the clock
   */
  StreamMemory(StreamNodes nodes, StreamTimes times, Map<String, Integer> indices) {
    this.nodes = nodes;
    this.times = times;
    this.indices = indices;
    nodes.body().stream()
        .filter(node -> node.op() instanceof SpatialOp.Pad)
        .forEach(node -> pads.add(node.output()));
    layouts.put(CLOCK, Layout.of(clock()));
    borders.put(CLOCK, new Border(Space.INPUT, 1));
    placeInput();
    nodes.body().forEach(this::place);
  }

  /** Where all lies. */
  Lowering.Places places() {
    int frame = nodes.isWindowed() ? 0 : inner();
    return new Lowering.Places(parts, layouts, borders, first(), after, last(), frame);
  }

  /** The name of the clock's memory. */
  static String clockName() {
    return CLOCK;
  }

  /** The clock: longs in place of pairs of floats. */
  Shape clock() {
    return Shape.of(1, 2L * (indices.size() + 1));
  }

  /** Where the plan takes samples: behind those that are kept, if it computes on them there. */
  Shape samples() {
    String input = nodes.inputName();
    return TimeAxis.resized(
        nodes.shape(input), Math.addExact(skippedSamples(), times.count(input)));
  }

  /** Bytes in front of the new samples. */
  long skippedBytes() {
    return (long) floats(nodes.inputName(), skippedSamples()) * Float.BYTES;
  }

  private int skippedSamples() {
    String input = nodes.inputName();
    return inner() == 1 && hasState(input) ? times.history(input) : 0;
  }

  /** Adds a map that begins so many positions in front of what a step computes of a value. */
  void addView(String name, String value, int lookBack) {
    boolean isKept = hasState(value);
    long from = (isKept ? times.history(value) : 0) - (long) lookBack;
    parts.put(name, new Part(isKept ? state(value) : value, floats(value, from)));
  }

  private void placeInput() {
    String input = nodes.inputName();
    keep(input);
    if (inner() == 1) {
      borders.put(hasState(input) ? state(input) : input, new Border(Space.INPUT, 0));
    } else {
      String frames = input + "@input";
      Shape shape = nodes.shape(input);
      Layout l = new Layout(times.count(input), (int) shape.dim(1), new Extent(1, 1, inner()));
      layouts.put(frames, l);
      borders.put(frames, new Border(Space.INPUT, 0));
      addBehind(
          input,
          "to channels-last",
          List.of(frames),
          (kernels, _) ->
              (in, out) ->
                  kernels.toChannelsLast(
                      l.batch(),
                      l.channels(),
                      l.volume(),
                      in.getFirst().segment(),
                      in.getFirst().offset(),
                      out));
    }
    addPadding(input);
  }

  private void place(Node node) {
    String value = node.output();
    keep(value);
    if (node.op() instanceof SpatialOp.Pad pad) {
      StreamTimes.Read read = times.reads(node).getFirst();
      if (read.reach().before() > 0 || read.reach().after() > 0) {
        addEdge(value, indices.get(read.value()), read.reach().before(), pad.value());
      }
    }
    addPadding(value);
  }

  private void keep(String value) {
    if (hasState(value)) {
      int history = times.history(value);
      int count = times.count(value);
      Shape shape = TimeAxis.resized(nodes.shape(value), Math.addExact(history, count));
      Float filling = nodes.filling(value);
      layouts.put(state(value), Layout.of(shape));
      parts.put(value, new Part(state(value), floats(value, history)));
      states.add(state(value));
      kept.add(
          new Kept(floats(value, history), floats(value, count), filling == null ? 0 : filling));
      anyKept = value;
    }
  }

  /** What has positions written outside the signal lies densely. */
  private boolean hasState(String value) {
    return times.history(value) > 0 || nodes.filling(value) != null || pads.contains(value);
  }

  private static String state(String value) {
    return value + "@kept";
  }

  /** Pixels of a frame; 1 for signals. */
  private int inner() {
    Shape shape = nodes.shape(nodes.inputName());
    return Math.toIntExact(shape.elementCount() / shape.dim(1) / shape.dim(TimeAxis.DIM));
  }

  /** Floats of so many positions of a value. */
  private int floats(String value, long positions) {
    Shape shape = nodes.shape(value);
    return Math.toIntExact(
        Math.multiplyExact(positions, shape.elementCount() / shape.dim(TimeAxis.DIM)));
  }

  private void addPadding(String value) {
    if (nodes.filling(value) != null) {
      addEdge(value, indices.get(value), 0, nodes.filling(value));
    }
  }

  private void addEdge(String value, int index, int first, float filling) {
    int count = times.count(value);
    int lag = times.lag(value);
    int floats = floats(value, 1);
    addBehind(
        value,
        "padding at the ends of the signal",
        List.of(CLOCK, value),
        (_, _) ->
            (in, out) ->
                new StreamSteps.Edge(
                    index + 1, first, count, lag, floats, filling, in.getFirst(), out));
  }

  private void addBehind(String value, String text, List<String> reads, Instruction.Simple work) {
    after.computeIfAbsent(value, _ -> new ArrayList<>()).add(instruction(text, reads, value, work));
  }

  private List<Instruction> first() {
    if (states.isEmpty()) {
      return List.of();
    }
    List<String> reads = new ArrayList<>(states);
    reads.addFirst(CLOCK);
    int step = StreamContents.firstStep(times.phase());
    return List.of(
        instruction(
            "begin of a signal",
            reads,
            anyKept,
            (_, _) ->
                (in, _) ->
                    new StreamSteps.Begin(
                        kept, step, in.getFirst(), List.copyOf(in.subList(1, in.size())))));
  }

  private List<Instruction> last() {
    return states.isEmpty()
        ? List.of()
        : List.of(
            instruction(
                "keep for the next step",
                states,
                anyKept,
                (_, _) -> (in, _) -> new StreamSteps.Keep(kept, in)));
  }

  private Instruction instruction(
      String text, List<String> reads, String write, Instruction.Simple work) {
    String hop = "hop " + times.count(nodes.inputName());
    return new Instruction(write, text, hop, List.copyOf(reads), write, Set.of(), work);
  }
}
