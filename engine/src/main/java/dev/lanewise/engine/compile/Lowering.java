package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.ConcatParts.Concat;
import dev.lanewise.engine.compile.Program.Border;
import dev.lanewise.engine.compile.Program.Part;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.plan.Operand.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a graph into kernel calls on channels-last values.
 *
 * <p>Flatten, identity and concatenation cost nothing where the memory can simply be read
 * differently. Inputs and outputs are transposed at the border, unless both orders are the same.
 */
final class Lowering {
  private final BoundGraph bound;
  private final Graph graph;
  private final boolean inPlace;
  private final Places places;
  private final Aliases aliases;
  private final Map<String, Layout> layouts;
  private final Map<String, Part> parts = new HashMap<>();
  private final Map<String, Border> borders = new HashMap<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final Set<String> ready = new HashSet<>();

  /**
   * Where a stream wants values.
   *
   * @param parts values that lie in others
   * @param layouts of values that are not in the graph
   * @param borders values that lie in an input of the session
   * @param first instructions in front of all others
   * @param after instructions behind those that compute a value
   * @param last instructions behind all others
   * @param frame pixels of an output's positions, each of which is written on its own; 0 for
   *     outputs that are written as a whole
   */
  record Places(
      Map<String, Part> parts,
      Map<String, Layout> layouts,
      Map<String, Border> borders,
      List<Instruction> first,
      Map<String, List<Instruction>> after,
      List<Instruction> last,
      int frame) {
    static final Places NONE =
        new Places(Map.of(), Map.of(), Map.of(), List.of(), Map.of(), List.of(), 0);

    boolean holds(String value) {
      return parts.containsKey(value) || borders.containsKey(value) || after.containsKey(value);
    }
  }

  private Lowering(BoundGraph bound, boolean inPlace, Places places) {
    this.bound = bound;
    this.graph = bound.graph();
    this.inPlace = inPlace;
    this.places = places;
    this.aliases = Aliases.of(graph);
    this.layouts = new HashMap<>(aliases.layouts());
    layouts.putAll(places.layouts);
    borders.putAll(places.borders);
  }

  /**
   * Lowers a graph.
   *
   * @param inPlace whether operands of concatenations may be computed in place
   */
  static Program lower(BoundGraph bound, boolean inPlace) {
    return lower(bound, inPlace, Places.NONE);
  }

  /**
   * Lowers a graph of which some values must lie in certain places.
   *
   * @param inPlace whether operands of other concatenations may be computed in place
   */
  static Program lower(BoundGraph bound, boolean inPlace, Places places) {
    Lowering lowering = new Lowering(bound, inPlace, places);
    lowering.instructions.addAll(places.first);
    lowering.placeInputs();
    lowering.placeConcats();
    lowering.graph.nodes().forEach(lowering::node);
    lowering.outputs();
    lowering.instructions.addAll(places.last);
    return new Program(
        List.copyOf(lowering.instructions),
        Map.copyOf(lowering.layouts),
        Map.copyOf(lowering.parts),
        Map.copyOf(lowering.borders),
        Map.of());
  }

  private void placeInputs() {
    int index = 0;
    for (String input : graph.inputs().keySet()) {
      Border border = new Border(Space.INPUT, index++);
      if (places.holds(input)) {
        ready.add(input);
        instructions.addAll(places.after.getOrDefault(input, List.of()));
      } else if (layouts.get(input).orderIsFree()) {
        borders.put(input, border);
        ready.add(input);
      } else {
        borders.put(atBorder(input), border);
        layouts.put(atBorder(input), layouts.get(input));
      }
    }
  }

  private void placeConcats() {
    List<Concat> concats = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Concat && aliases.isOwn(node.output())) {
        concats.add(new Concat(node.output(), aliases.of(node.inputs())));
      }
    }
    if (inPlace) {
      Set<String> movable = new HashSet<>(layouts.keySet());
      movable.removeAll(borders.keySet());
      movable.removeIf(places::holds);
      places.parts.values().forEach(part -> movable.remove(part.whole()));
      // The kernel that reorders a map into a vector writes densely.
      graph.nodes().stream()
          .filter(node -> node.op() instanceof Op.Flatten)
          .forEach(node -> movable.remove(node.output()));
      parts.putAll(ConcatParts.choose(concats, layouts, movable));
    }
    parts.putAll(places.parts);
  }

  private void node(Node node) {
    if (!aliases.isOwn(node.output())) {
      return;
    }
    aliases.of(node.inputs()).stream().filter(graph.inputs()::containsKey).forEach(this::load);
    if (node.op() instanceof Op.Concat) {
      copyParts(node);
    } else {
      instructions.add(Instructions.of(node, bound, aliases));
    }
    instructions.addAll(places.after.getOrDefault(node.output(), List.of()));
  }

  /** Brings an input into the inner order before its first use. */
  private void load(String input) {
    if (ready.add(input)) {
      Layout l = layouts.get(input);
      instructions.add(
          simple(
              input,
              "to channels-last",
              atBorder(input),
              input,
              (kernels, _) ->
                  (in, out) ->
                      kernels.toChannelsLast(
                          l.batch(),
                          l.channels(),
                          l.volume(),
                          in.getFirst().segment(),
                          in.getFirst().offset(),
                          out)));
    }
  }

  /** Copies those operands of a concatenation that are not computed in place. */
  private void copyParts(Node node) {
    String result = node.output();
    Part whole = ConcatParts.outermost(parts, result);
    int channel = 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      String operand = aliases.of(node.input(i));
      Layout l = layouts.get(operand);
      Part wanted = new Part(whole.whole(), whole.channel() + channel);
      if (!parts.containsKey(operand) || !ConcatParts.outermost(parts, operand).equals(wanted)) {
        String copy = result + "#" + i;
        layouts.put(copy, l);
        parts.put(copy, new Part(result, channel));
        instructions.add(
            simple(
                node.name(),
                "concat, copy of operand " + i,
                operand,
                copy,
                (kernels, _) ->
                    (in, out) -> kernels.copy(l.pixels(), l.channels(), in.getFirst(), out)));
      }
      channel += l.channels();
    }
  }

  private void outputs() {
    int index = 0;
    for (Map.Entry<String, String> entry : graph.outputs().entrySet()) {
      String value = aliases.of(entry.getValue());
      if (graph.inputs().containsKey(value)) {
        load(value);
      }
      Border border = new Border(Space.OUTPUT, index++);
      boolean placed = borders.containsKey(value) || parts.containsKey(value);
      boolean orderIsFree = layouts.get(value).orderIsFree() || places.frame == 1;
      if (orderIsFree && !placed && !isJoined(value)) {
        borders.put(value, border);
      } else {
        String outside = entry.getKey() + "@output " + border.index();
        borders.put(outside, border);
        layouts.put(outside, layouts.get(value));
        store(entry.getKey(), value, outside);
      }
    }
  }

  /** Whether other values lie inside this one. */
  private boolean isJoined(String value) {
    return parts.values().stream().anyMatch(part -> part.whole().equals(value));
  }

  /** Writes an output in the border order, right behind the instruction that computes it. */
  private void store(String output, String value, String outside) {
    Layout l = layouts.get(value);
    int volume = places.frame == 0 ? l.volume() : places.frame;
    int maps = Math.toIntExact(l.pixels() / volume);
    Instruction.Simple work =
        volume == 1
            ? (kernels, _) -> (in, out) -> kernels.copy(maps, l.channels(), in.getFirst(), out)
            : (kernels, _) ->
                (in, out) ->
                    kernels.fromChannelsLast(
                        maps, l.channels(), volume, in.getFirst(), out.segment(), out.offset());
    Instruction store = simple(output, "from channels-last", value, outside, work);
    int place = instructions.size();
    while (place > 0 && !defines(instructions.get(place - 1), value)) {
      place--;
    }
    instructions.add(place == 0 ? instructions.size() : place, store);
  }

  private boolean defines(Instruction instruction, String value) {
    String written = instruction.write();
    return written.equals(value)
        || ConcatParts.outermost(parts, written)
            .whole()
            .equals(ConcatParts.outermost(parts, value).whole());
  }

  private Instruction simple(
      String name, String text, String read, String write, Instruction.Simple work) {
    return new Instruction(
        name, text, layouts.get(read).toString(), List.of(read), write, Set.of(), work);
  }

  private static String atBorder(String input) {
    return input + "@input";
  }
}
