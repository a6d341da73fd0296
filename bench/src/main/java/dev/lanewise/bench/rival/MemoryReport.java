package dev.lanewise.bench.rival;

import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.bench.timing.Statistics;
import dev.lanewise.engine.format.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Peak memory as text for people, or as JSON.
 *
 * @param results in the order of the report
 */
public record MemoryReport(List<MemoryResult> results) {
  /** Keeps a copy of the results. */
  public MemoryReport {
    results = List.copyOf(results);
  }

  /** One result in a line, for reading along. */
  public static String line(MemoryResult r) {
    return "%s, %s: %s MiB, ONNX Runtime %s MiB, %s times"
        .formatted(
            r.model(),
            ReportText.threads(r.threads()),
            ReportText.mebibytes(Statistics.median(r.ourBytes())),
            ReportText.mebibytes(Statistics.median(r.theirBytes())),
            ReportText.ratio(r.ratio().median()));
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
          ReportText.mebibytes(Statistics.median(r.ourBytes())),
          ReportText.mebibytes(Statistics.median(r.theirBytes())),
          ReportText.ratio(r.ratio().median()),
          ReportText.ratio(r.ratio().least()),
          ReportText.ratio(r.ratio().most()));
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
}
