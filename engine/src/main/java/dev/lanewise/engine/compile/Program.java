package dev.lanewise.engine.compile;

import dev.lanewise.engine.plan.Operand;
import java.util.List;
import java.util.Map;

/**
 * A graph as a list of kernel calls, and what is known of where their values lie.
 *
 * @param instructions in execution order
 * @param layouts of all values
 * @param parts values that are channels of a wider value, and where in it
 * @param borders values that lie in an input or output of the session
 * @param spreads values in whose memory a wider one begins later, by value
 */
record Program(
    List<Instruction> instructions,
    Map<String, Layout> layouts,
    Map<String, Part> parts,
    Map<String, Border> borders,
    Map<String, Spread> spreads) {

  /** The channels of {@code whole} from {@code channel} on. */
  record Part(String whole, int channel) {}

  /**
   * A value whose pixels are moved apart in place, to become the first channels of a wider value.
   *
   * @param whole the wider value
   * @param copy the same numbers as channels of the wider value
   * @param at the instruction that moves them
   */
  record Spread(String whole, String copy, int at) {}

  /** Input or output number {@code index}. */
  record Border(Operand.Space space, int index) {}
}
