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
import java.util.Optional;

/**
 * Load times as text for people, or as JSON.
 *
 * @param results in the order of the report
 * @param targeted whether they were measured as the targets ask for: usual input size, no algorithm
 *     excluded
 */
public record LoadReport(List<LoadResult> results, boolean targeted) {
  /** Keeps a copy of the results. */
  public LoadReport {
    results = List.copyOf(results);
  }

  /** One result in a line, for reading along. */
  public static String line(LoadResult r) {
    return "%s, %s: safetensors %s (%s), .onnx %s (%s), ONNX Runtime %s"
        .formatted(
            r.model(),
            ReportText.threads(r.threads()),
            Units.millis(Statistics.median(r.weightsNanos())),
            times(r.weightsRatio()),
            Units.millis(Statistics.median(r.onnxNanos())),
            times(r.onnxRatio()),
            Units.millis(Statistics.median(r.theirNanos())));
  }

  /** The table: two rows for each result, one for each kind of file. */
  public List<String> text() {
    Table table =
        new Table("<<>>>>>>>>")
            .row(
                "model",
                "file",
                "threads",
                "batch",
                "ours ms",
                "ORT ms",
                "ours by ORT's",
                "least",
                "most",
                "at most");
    for (LoadResult r : results) {
      Optional<LoadTarget> target = target(r);
      row(
          table,
          r,
          "safetensors",
          r.weightsNanos(),
          r.weightsRatio(),
          target.map(LoadTarget::weights));
      row(table, r, "onnx", r.onnxNanos(), r.onnxRatio(), target.map(LoadTarget::onnx));
    }
    return table.lines();
  }

  private static void row(
      Table table,
      LoadResult r,
      String file,
      double[] nanos,
      LoadResult.Ratio ratio,
      Optional<Double> most) {
    table.row(
        r.model(),
        file,
        r.threads(),
        r.batch(),
        Units.threeDigits(Statistics.median(nanos) / 1e6),
        Units.threeDigits(Statistics.median(r.theirNanos()) / 1e6),
        ReportText.ratio(ratio.median()),
        ReportText.ratio(ratio.least()),
        ReportText.ratio(ratio.most()),
        most.map(ReportText::ratio).orElse("-"));
  }

  /** An object for each result. */
  public JsonValue json() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (LoadResult r : results) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("model", r.model());
      row.put("threads", r.threads());
      row.put("batch", r.batch());
      row.put("difference_in_deviations", Units.sixDigits(r.check().relative()));
      row.put("safetensors_ms", millis(Statistics.median(r.weightsNanos())));
      row.put("onnx_ms", millis(Statistics.median(r.onnxNanos())));
      row.put("ort_ms", millis(Statistics.median(r.theirNanos())));
      put(row, "safetensors", r.weightsRatio());
      put(row, "onnx", r.onnxRatio());
      target(r)
          .ifPresent(
              target -> {
                row.put("safetensors_at_most", target.weights());
                row.put("onnx_at_most", target.onnx());
              });
      row.put("safetensors_round_ms", rounds(r.weightsNanos()));
      row.put("onnx_round_ms", rounds(r.onnxNanos()));
      row.put("ort_round_ms", rounds(r.theirNanos()));
      rows.add(row);
    }
    return JsonValue.of(rows);
  }

  private static void put(Map<String, Object> row, String file, LoadResult.Ratio ratio) {
    row.put(file + "_ratio", Units.sixDigits(ratio.median()));
    row.put(file + "_ratio_least", Units.sixDigits(ratio.least()));
    row.put(file + "_ratio_most", Units.sixDigits(ratio.most()));
  }

  private Optional<LoadTarget> target(LoadResult r) {
    return targeted ? LoadTarget.of(r.model()) : Optional.empty();
  }

  private static List<Double> rounds(double[] nanos) {
    return Arrays.stream(nanos).mapToObj(LoadReport::millis).toList();
  }

  private static double millis(double nanos) {
    return Units.sixDigits(nanos / 1e6);
  }

  private static String times(LoadResult.Ratio ratio) {
    return "%s times, %s to %s"
        .formatted(
            ReportText.ratio(ratio.median()),
            ReportText.ratio(ratio.least()),
            ReportText.ratio(ratio.most()));
  }
}
