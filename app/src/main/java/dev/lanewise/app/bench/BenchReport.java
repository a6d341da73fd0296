package dev.lanewise.app.bench;

import dev.lanewise.app.text.Style;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of a benchmark, for people and for programs. */
public final class BenchReport {
  private BenchReport() {}

  /** An array with one object per number of threads; times in milliseconds. */
  public static String json(List<BenchResult> results) {
    return JsonWriter.indented(JsonValue.of(results.stream().map(BenchReport::object).toList()));
  }

  private static Map<String, Object> object(BenchResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("model", result.model());
    object.put("threads", result.threads());
    object.put("batch", result.batch());
    object.put("median_ms", Units.sixDigits(result.timings().median() / 1e6));
    object.put("p90_ms", Units.sixDigits(result.timings().p90() / 1e6));
    object.put("min_ms", Units.sixDigits(result.timings().min() / 1e6));
    object.put("runs", result.timings().runs());
    object.put("gflops", Units.sixDigits(result.gflops()));
    object.put("peak_gflops", Units.sixDigits(result.peakGflops()));
    object.put("percent_of_peak", Units.sixDigits(result.percentOfPeak()));
    if (result.peakResident() > 0) {
      object.put("peak_rss_bytes", result.peakResident());
    }
    return object;
  }

  /**
   * A headline and a table.
   *
   * @param weights where the weights came from
   */
  public static List<String> text(
      List<BenchResult> results, Graph graph, String weights, Style style) {
    return text(results, graph.name(), graph.inputs().values(), weights, style);
  }

  /**
   * A headline and a table.
   *
   * @param name of the network
   * @param shapes of its inputs
   * @param weights where the weights came from; empty if the name says it
   */
  public static List<String> text(
      List<BenchResult> results,
      String name,
      Collection<Shape> shapes,
      String weights,
      Style style) {
    List<String> inputs = shapes.stream().map(Object::toString).toList();
    String head =
        "%s  input %s  %s  %s"
            .formatted(
                name, String.join(" ", inputs), Units.macs(results.getFirst().macs()), weights)
            .strip();
    Table table = new Table(">>>>>>>");
    table.row("threads", "median", "p90", "min", "GFLOP/s", "of peak", "runs");
    for (BenchResult result : results) {
      table.row(
          result.threads(),
          Units.millis(result.timings().median()),
          Units.millis(result.timings().p90()),
          Units.millis(result.timings().min()),
          String.format(Locale.ROOT, "%.1f", result.gflops()),
          Units.percent(result.percentOfPeak() / 100),
          result.timings().runs());
    }
    List<String> lines = new ArrayList<>(List.of(style.strong(head)));
    lines.addAll(table.lines());
    if (results.getLast().peakResident() > 0) {
      lines.add("peak memory of the process  " + Units.bytes(results.getLast().peakResident()));
    }
    return lines;
  }
}
