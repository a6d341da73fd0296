package dev.lanewise.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The text of {@link Plan#explain}. */
final class Explanation {
  private Explanation() {}

  static String of(Plan plan, PlanContents contents) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, %s kernels, %s\n"
            .formatted(plan, contents.kernels(), millions(plan.macs(), "MMAC per run")));
    text.append(
        "weights %s, packed %s; per session: arena %s (values that live together %s), scratch %s per thread\n"
            .formatted(
                bytes(plan.weightBytes()),
                bytes(plan.packedBytes()),
                bytes(plan.arenaBytes()),
                bytes(plan.arenaLowerBound()),
                bytes(plan.scratchBytes())));
    plan.inputs().forEach((name, shape) -> text.append("input %s %s\n".formatted(name, shape)));
    plan.outputs().forEach((name, shape) -> text.append("output %s %s\n".formatted(name, shape)));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("#", "node", "operation", "problem", "kernel", "MMAC", "reads", "writes"));
    for (int i = 0; i < plan.steps().size(); i++) {
      rows.add(row(i, plan.steps().get(i)));
    }
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      appendRow(text, rows.get(r), widths);
      if (r > 0) {
        for (KernelChoice.Refusal refusal : plan.steps().get(r - 1).choice().refusals()) {
          text.append("      not %s\n".formatted(refusal));
        }
      }
    }
    return text.toString();
  }

  private static List<String> row(int index, PlannedStep step) {
    return List.of(
        Integer.toString(index),
        step.node(),
        step.operation(),
        step.problem(),
        step.choice().kernel(),
        step.macs() == 0 ? "-" : String.format(Locale.ROOT, "%.3f", step.macs() / 1e6),
        String.join(", ", step.reads().stream().map(Operand::toString).toList()),
        step.write().toString());
  }

  private static void appendRow(StringBuilder text, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(row.get(column));
      line.append(" ".repeat(widths[column] - row.get(column).length() + 2));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String millions(long count, String unit) {
    return String.format(Locale.ROOT, "%.3f %s", count / 1e6, unit);
  }

  private static String bytes(long count) {
    return count < 10_000
        ? count + " B"
        : count < 10_000_000
            ? String.format(Locale.ROOT, "%.1f kB", count / 1e3)
            : String.format(Locale.ROOT, "%.1f MB", count / 1e6);
  }
}
