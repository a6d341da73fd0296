package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Program.Part;
import dev.lanewise.engine.compile.Program.Spread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the first operand of a concatenation dense until the others are computed, where that saves
 * much memory.
 *
 * <p>In place of channels of the result, an operand takes the memory of the whole result from its
 * own first instruction on: a long time, if it is a skip connection. A dense one takes only its
 * own, and its pixels are moved apart, in the same memory, right before another operand is written.
 * That copies it once.
 */
final class SpreadConcats {
  /** An arena is large if it takes more than this beyond the largest sum of live values. */
  private static final double MUCH = 1.1;

  private SpreadConcats() {}

  /** The program, with operands spread as long as its arena is large and becomes smaller by it. */
  static Program apply(Program program) {
    Program best = program;
    Placement placed = Placement.of(best, true);
    while (placed.memory().bytes() > MUCH * placed.lowerBound()) {
      Program smaller = null;
      long least = placed.memory().bytes();
      for (String operand : best.parts().keySet()) {
        Program candidate = spread(best, operand);
        long bytes = candidate == null ? least : Placement.of(candidate, true).memory().bytes();
        if (bytes < least) {
          smaller = candidate;
          least = bytes;
        }
      }
      if (smaller == null) {
        break;
      }
      best = smaller;
      placed = Placement.of(best, true);
    }
    return best;
  }

  /** The program with one operand spread, or null if that cannot be. */
  private static Program spread(Program program, String operand) {
    Part part = program.parts().get(operand);
    String whole = part.whole();
    if (part.channel() != 0
        || program.parts().containsKey(whole)
        || program.borders().containsKey(whole)
        || program.spreads().values().stream().anyMatch(s -> s.whole().equals(whole))
        || isJoined(program, operand)) {
      return null;
    }
    int written = -1;
    int at = -1;
    for (int i = 0; i < program.instructions().size(); i++) {
      Instruction instruction = program.instructions().get(i);
      if (instruction.write().equals(operand)) {
        written = i;
      } else if (at < 0 && lies(program, instruction.write(), whole)) {
        at = i;
      }
      boolean late = at >= 0 && instruction.reads().contains(operand);
      boolean early = at < 0 && instruction.reads().contains(whole);
      if (late || early) {
        return null;
      }
    }
    if (written < 0 || at < written) {
      return null;
    }
    return spread(program, operand, whole, at);
  }

  private static Program spread(Program program, String operand, String whole, int at) {
    Layout l = program.layouts().get(operand);
    String copy = operand + "#spread";
    Map<String, Layout> layouts = new HashMap<>(program.layouts());
    layouts.put(copy, l);
    Map<String, Part> parts = new HashMap<>(program.parts());
    parts.remove(operand);
    parts.put(copy, new Part(whole, 0));
    Map<String, Spread> spreads = new HashMap<>();
    program
        .spreads()
        .forEach(
            (value, s) ->
                spreads.put(
                    value, new Spread(s.whole(), s.copy(), s.at() + (s.at() < at ? 0 : 1))));
    spreads.put(operand, new Spread(whole, copy, at));
    List<Instruction> instructions = new ArrayList<>(program.instructions());
    Instruction.Simple work =
        (kernels, _) -> (in, out) -> kernels.spread(l.pixels(), l.channels(), in.getFirst(), out);
    instructions.add(
        at,
        new Instruction(
            operand,
            "concat, operand 0 spread in place",
            l.toString(),
            List.of(operand),
            copy,
            Set.of(),
            work));
    return new Program(
        List.copyOf(instructions),
        Map.copyOf(layouts),
        Map.copyOf(parts),
        program.borders(),
        Map.copyOf(spreads));
  }

  private static boolean lies(Program program, String value, String whole) {
    return ConcatParts.outermost(program.parts(), value).whole().equals(whole);
  }

  private static boolean isJoined(Program program, String value) {
    return program.parts().values().stream().anyMatch(part -> part.whole().equals(value));
  }
}
