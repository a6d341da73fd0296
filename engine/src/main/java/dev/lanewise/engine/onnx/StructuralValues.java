package dev.lanewise.engine.onnx;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that shapes depend on: a model is compiled for their contents, not only for their
 * shapes.
 *
 * <p>They are the operands that give shapes, axes, sizes or counts to an operator, and all that
 * these are computed from, up to where a shape is asked for.
 */
final class StructuralValues {
  /** Larger tensors are never compiled in. */
  static final long MAX_BYTES = 1 << 16;

  /** Operators with structural operands, and which these are. */
  private static final Map<String, Set<Integer>> OPERANDS =
      Map.ofEntries(
          Map.entry("Reshape", Set.of(1)),
          Map.entry("Expand", Set.of(1)),
          Map.entry("Slice", Set.of(1, 2, 3, 4)),
          Map.entry("Resize", Set.of(1, 2, 3)),
          Map.entry("Upsample", Set.of(1)),
          Map.entry("Pad", Set.of(1, 2, 3)),
          Map.entry("Tile", Set.of(1)),
          Map.entry("ConstantOfShape", Set.of(0)),
          Map.entry("Range", Set.of(0, 1, 2)),
          Map.entry("TopK", Set.of(1)),
          Map.entry("Squeeze", Set.of(1)),
          Map.entry("Unsqueeze", Set.of(1)),
          Map.entry("Split", Set.of(1)),
          Map.entry("Clip", Set.of(1, 2)),
          Map.entry("ReduceMean", Set.of(1)),
          Map.entry("ReduceMax", Set.of(1)));

  private StructuralValues() {}

  /** The structural values of a graph. */
  static Set<String> of(List<Site> sites) {
    Set<String> values = new HashSet<>();
    for (Site site : sites.reversed()) {
      String operator = site.node().opType();
      List<String> inputs = site.node().inputs();
      if (!operator.equals("Shape")
          && !operator.equals("Size")
          && site.node().outputs().stream().anyMatch(values::contains)) {
        values.addAll(inputs);
      }
      for (int operand : OPERANDS.getOrDefault(operator, Set.of())) {
        if (operand < inputs.size()) {
          values.add(inputs.get(operand));
        }
      }
    }
    values.remove("");
    return values;
  }
}
