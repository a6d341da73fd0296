package dev.lanewise.bench.rival;

import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.bench.timing.Statistics;
import dev.lanewise.engine.format.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Peak memory as text for people, or as JSON.
 *
 * @param results in the order of the report
 */
public record MemoryReport(List<MemoryResult> results) {
  private static final double MIB = 1 << 20;

  /** Keeps a copy of the results. */
  public MemoryReport {
    results = List.copyOf(results);
  }

  /** One result in a line, for reading along. */
  public static String line(MemoryResult r) {
    return "%s, %s: %.0f MiB, ONNX Runtime %.0f MiB, %.2f times"
        .formatted(
            r.model(),
            r.threads() == 1 ? "1 thread" : r.threads() + " threads",
            Statistics.median(r.ourBytes()) / MIB,
            Statistics.median(r.theirBytes()) / MIB,
            r.ratio().median());
  }

  /** The table: a row for each result. */
  public List<String> text() {
    Table table =
        new Table("<>>>>>>>")
            .row(
                "model",
                "threads",
                "batch",
                "ours MiB",
                "ORT MiB",
                "ours by ORT's",
                "least",
                "most");
    for (MemoryResult r : results) {
      table.row(
          r.model(),
          r.threads(),
          r.batch(),
          "%.0f".formatted(Statistics.median(r.ourBytes()) / MIB),
          "%.0f".formatted(Statistics.median(r.theirBytes()) / MIB),
          fixed(r.ratio().median()),
          fixed(r.ratio().least()),
          fixed(r.ratio().most()));
    }
    return table.lines();
  }

  /** An object for each result. */
  public JsonValue json() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (MemoryResult r : results) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("model", r.model());
      row.put("threads", r.threads());
      row.put("batch", r.batch());
      row.put("ratio", Units.sixDigits(r.ratio().median()));
      row.put("bytes", bytes(r.ourBytes()));
      row.put("ort_bytes", bytes(r.theirBytes()));
      rows.add(row);
    }
    return JsonValue.of(rows);
  }

  private static List<Long> bytes(double[] values) {
    return Arrays.stream(values).mapToObj(value -> (long) value).toList();
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
