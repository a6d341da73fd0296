package dev.lanewise.bench.conv;

import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measurements of kernels as a table for people, or as JSON. */
public final class KernelReport {
  private KernelReport() {}

  /** Lines: one per problem and kernel, then one per group that has a target. */
  public static List<String> text(List<KernelResult> results) {
    List<String> lines = new ArrayList<>(table(results).lines());
    Table targets =
        new Table("<>>>>").row("of the peak, median", "problems", "chosen", "fastest", "at least");
    boolean any = false;
    for (KernelTargets target : KernelTargets.all()) {
      List<KernelResult> fastest = target.fastest(results);
      if (!fastest.isEmpty()) {
        any = true;
        targets.row(
            target.group(),
            fastest.size() + " of " + target.problems().size(),
            twoDigits(KernelTargets.medianFraction(target.chosen(results))),
            twoDigits(KernelTargets.medianFraction(fastest)),
            twoDigits(target.atLeast()));
      }
    }
    if (any) {
      lines.add("");
      lines.addAll(targets.lines());
    }
    return lines;
  }

  private static Table table(List<KernelResult> results) {
    Table table =
        new Table("<<>>>>>")
            .row("problem", "kernel", "best ms", "median ms", "GFLOP/s", "peak", "of peak");
    for (KernelResult r : results) {
      table.row(
          r.chosen() ? r.problem() : "",
          r.kernel(),
          millis(r.bestNanos()),
          millis(r.medianNanos()),
          Units.threeDigits(r.gflops()),
          Units.threeDigits(r.peakGflops()),
          twoDigits(r.peakFraction()));
    }
    return table;
  }

  /** An object per problem and kernel, and one per group that has a target. */
  public static Map<String, JsonValue> json(List<KernelResult> results) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (KernelResult r : results) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("problem", r.problem().toString());
      row.put("kernel", r.kernel());
      row.put("chosen", r.chosen());
      row.put("best_ms", Units.sixDigits(r.bestNanos() / 1e6));
      row.put("median_ms", Units.sixDigits(r.medianNanos() / 1e6));
      row.put("gflops", Units.sixDigits(r.gflops()));
      row.put("peak_gflops", Units.sixDigits(r.peakGflops()));
      row.put("of_peak", Units.sixDigits(r.peakFraction()));
      rows.add(row);
    }
    List<Map<String, Object>> groups = new ArrayList<>();
    for (KernelTargets target : KernelTargets.all()) {
      List<KernelResult> fastest = target.fastest(results);
      if (!fastest.isEmpty()) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("group", target.group());
        group.put("problems", fastest.size());
        double chosen = KernelTargets.medianFraction(target.chosen(results));
        group.put("chosen_of_peak", Units.sixDigits(chosen));
        group.put("fastest_of_peak", Units.sixDigits(KernelTargets.medianFraction(fastest)));
        group.put("at_least", target.atLeast());
        groups.add(group);
      }
    }
    Map<String, JsonValue> all = new LinkedHashMap<>();
    all.put("kernels", JsonValue.of(rows));
    all.put("targets", JsonValue.of(groups));
    return all;
  }

  private static String millis(double nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }

  private static String twoDigits(double fraction) {
    return String.format(Locale.ROOT, "%.2f", fraction);
  }
}
