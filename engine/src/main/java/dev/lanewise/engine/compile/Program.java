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
 */
record Program(
    List<Instruction> instructions,
    Map<String, Layout> layouts,
    Map<String, Part> parts,
    Map<String, Border> borders) {

  /** The channels of {@code whole} from {@code channel} on. */
  record Part(String whole, int channel) {}

  /** Input or output number {@code index}. */
  record Border(Operand.Space space, int index) {}
}
