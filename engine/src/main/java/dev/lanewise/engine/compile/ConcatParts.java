package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Program.Part;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which operands of concatenations are computed in place, as channels of the result.
 *
 * <p>Concatenations are visited last to first, so a dense block's growing lists of features all
 * become prefixes of its last one, and nothing is copied.
 */
final class ConcatParts {
  /**
   * A concatenation.
   *
   * @param result the joined value
   * @param operands values in order
   */
  record Concat(String result, List<String> operands) {}

  private final Map<String, Part> parts = new HashMap<>();
  private final Map<String, Layout> layouts;
  private final Set<String> movable;

  private ConcatParts(Map<String, Layout> layouts, Set<String> movable) {
    this.layouts = layouts;
    this.movable = movable;
  }

  /**
   * The values to be computed in place.
   *
   * @param movable values that may lie anywhere, unlike inputs of the session
   */
  static Map<String, Part> choose(
      List<Concat> concats, Map<String, Layout> layouts, Set<String> movable) {
    ConcatParts choice = new ConcatParts(layouts, movable);
    concats.reversed().forEach(choice::visit);
    return choice.parts;
  }

  private void visit(Concat concat) {
    if (!parts.containsKey(concat.result()) && alreadyJoined(concat)) {
      parts.put(concat.result(), outermost(concat.operands().getFirst()));
      return;
    }
    Set<String> seen = new HashSet<>();
    int channel = 0;
    for (String operand : concat.operands()) {
      if (movable.contains(operand) && seen.add(operand)) {
        parts.putIfAbsent(operand, new Part(concat.result(), channel));
      }
      channel += layouts.get(operand).channels();
    }
  }

  /** Whether the operands lie side by side in a wider value. */
  private boolean alreadyJoined(Concat concat) {
    Part first = outermost(concat.operands().getFirst());
    int channel = first.channel();
    for (String operand : concat.operands()) {
      if (!parts.containsKey(operand)
          || !outermost(operand).equals(new Part(first.whole(), channel))) {
        return false;
      }
      channel += layouts.get(operand).channels();
    }
    return true;
  }

  private Part outermost(String value) {
    return outermost(parts, value);
  }

  /** The widest value that a value is a part of; itself at channel 0 if it is no part. */
  static Part outermost(Map<String, Part> parts, String value) {
    Part at = new Part(value, 0);
    for (Part next = parts.get(value); next != null; next = parts.get(at.whole())) {
      at = new Part(next.whole(), at.channel() + next.channel());
    }
    return at;
  }
}
