package dev.lanewise.engine.compile;

import dev.lanewise.engine.compile.Program.Border;
import dev.lanewise.engine.compile.Program.Part;
import dev.lanewise.engine.compile.Program.Spread;
import dev.lanewise.engine.plan.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assigns memory to all values of a program: values that share memory become one block, and blocks
 * get offsets from {@link PlanMemory}.
 *
 * <p>A result takes over the memory of an operand if its kernel allows that and the operand is not
 * read again.
 */
final class Placement {
  private static final String NOBODY = "";

  private final Program program;
  private final Map<String, Integer> first = new HashMap<>();
  private final Map<String, Integer> last = new HashMap<>();
  private final Map<String, String> heirs = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private final PlanMemory memory;

  private Placement(Program program, boolean inPlace) {
    this.program = program;
    findLifetimes();
    if (inPlace) {
      takeOver();
    }
    Map<String, PlanMemory.Block> blocks = blocks();
    this.memory = PlanMemory.plan(List.copyOf(blocks.values()));
    int i = 0;
    for (String block : blocks.keySet()) {
      offsets.put(block, memory.offsets().get(i++));
    }
  }

  /**
   * Places a program.
   *
   * @param inPlace whether results may take over the memory of operands
   */
  static Placement of(Program program, boolean inPlace) {
    return new Placement(program, inPlace);
  }

  /** The layout of the arena. */
  PlanMemory memory() {
    return memory;
  }

  /** Where a value lies. */
  Operand operand(String value) {
    Part part = ConcatParts.outermost(program.parts(), value);
    String block = block(value);
    Layout layout = program.layouts().get(program.spreads().containsKey(value) ? value : block);
    long skipped = 4L * part.channel();
    long bytes = program.layouts().get(value).bytes();
    Border border = program.borders().get(block);
    return border == null
        ? new Operand(
            Operand.Space.ARENA, 0, offsets.get(block) + skipped, layout.channels(), bytes)
        : new Operand(border.space(), border.index(), skipped, layout.channels(), bytes);
  }

  /**
   * The largest sum of live values at any instruction: no layout can take less, short of computing
   * in another order. Values that share memory count once, parts of a concatenation each.
   */
  long lowerBound() {
    int count = program.instructions().size();
    long[] change = new long[count + 1];
    Map<String, int[]> lives = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String result = program.instructions().get(i).write();
      String written = heirs.getOrDefault(result, result);
      if (isSpread(result)) {
        continue; // the same numbers, which live on
      }
      // What takes over the memory of a joined value is counted by its parts.
      if (written.equals(result) || !isJoined(written)) {
        int end = last.get(block(written));
        int at = i;
        lives.compute(written, (_, life) -> new int[] {life == null ? at : life[0], end});
      }
    }
    lives.forEach(
        (value, life) -> {
          if (!program.borders().containsKey(block(value))) {
            change[life[0]] += program.layouts().get(value).bytes();
            change[life[1] + 1] -= program.layouts().get(value).bytes();
          }
        });
    long live = 0;
    long most = 0;
    for (long step : change) {
      live += step;
      most = Math.max(most, live);
    }
    return most;
  }

  private boolean isSpread(String value) {
    return program.spreads().values().stream().anyMatch(spread -> spread.copy().equals(value));
  }

  private boolean isJoined(String value) {
    return program.parts().values().stream().anyMatch(part -> part.whole().equals(value));
  }

  /** The value that names the memory that a value lies in. */
  private String block(String value) {
    Spread spread = program.spreads().get(value);
    if (spread != null) {
      return spread.whole();
    }
    String whole = ConcatParts.outermost(program.parts(), value).whole();
    return heirs.getOrDefault(whole, whole);
  }

  private void findLifetimes() {
    for (int i = 0; i < program.instructions().size(); i++) {
      Instruction instruction = program.instructions().get(i);
      touch(instruction.write(), i);
      for (String read : instruction.reads()) {
        touch(read, i);
      }
    }
  }

  private void touch(String value, int instruction) {
    first.putIfAbsent(block(value), instruction);
    last.put(block(value), instruction);
  }

  private void takeOver() {
    for (int i = 0; i < program.instructions().size(); i++) {
      Instruction instruction = program.instructions().get(i);
      String result = instruction.write();
      if (program.parts().containsKey(result)
          || program.borders().containsKey(result)
          || program.spreads().containsKey(result)) {
        continue;
      }
      String block = dyingOperand(instruction, i);
      if (!block.equals(NOBODY)) {
        heirs.put(result, block);
        last.put(block, last.get(result));
      }
    }
  }

  /** The memory of an operand that nobody reads after this instruction, or nobody's. */
  private String dyingOperand(Instruction instruction, int index) {
    List<String> reads = instruction.reads();
    for (int r = 0; r < reads.size(); r++) {
      String operand = reads.get(r);
      String block = block(operand);
      if (instruction.overwritable().contains(r)
          && !program.parts().containsKey(operand)
          && !program.borders().containsKey(block)
          && last.get(block) == index
          && !readOtherwise(instruction, block)) {
        return block;
      }
    }
    return NOBODY;
  }

  /** Whether an operand that must not be overwritten lies in this memory. */
  private boolean readOtherwise(Instruction instruction, String block) {
    for (int r = 0; r < instruction.reads().size(); r++) {
      if (!instruction.overwritable().contains(r)
          && block(instruction.reads().get(r)).equals(block)) {
        return true;
      }
    }
    return false;
  }

  private PlanMemory.Block grown(String value, Spread spread) {
    return new PlanMemory.Block(
        program.layouts().get(value).bytes(),
        first.get(spread.whole()),
        last.get(spread.whole()),
        spread.at(),
        program.layouts().get(spread.whole()).bytes());
  }

  private Map<String, PlanMemory.Block> blocks() {
    Map<String, PlanMemory.Block> blocks = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    program.instructions().forEach(instruction -> names.add(block(instruction.write())));
    for (String name : names) {
      if (!program.borders().containsKey(name)) {
        blocks.put(
            name,
            new PlanMemory.Block(
                program.layouts().get(name).bytes(), first.get(name), last.get(name)));
      }
    }
    program.spreads().forEach((value, spread) -> blocks.put(spread.whole(), grown(value, spread)));
    return blocks;
  }
}
