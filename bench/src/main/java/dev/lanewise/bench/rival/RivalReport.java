package dev.lanewise.bench.rival;

import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Comparisons as text for people, or as JSON.
 *
 * @param results in the order of the report
 * @param targeted whether they were measured as the targets ask for: usual input size, no algorithm
 *     excluded
 */
public record RivalReport(List<RivalResult> results, boolean targeted) {
  /** Keeps a copy of the results. */
  public RivalReport {
    results = List.copyOf(results);
  }

  /** One result in a line, for reading along. */
  public static String line(RivalResult r) {
    return "%s, %s: %s, ONNX Runtime %s, ratio %s (%s to %s), %s GFLOP/s, %s of the peak"
        .formatted(
            r.model(),
            ReportText.threads(r.threads()),
            Units.millis(r.ourNanos()),
            Units.millis(r.theirNanos()),
            ReportText.ratio(r.ratio()),
            ReportText.ratio(r.leastRatio()),
            ReportText.ratio(r.mostRatio()),
            Units.threeDigits(r.gflops(r.ourNanos())),
            Units.percent(r.peakFraction(r.ourNanos())));
  }

  /** The table of all results with their targets, and what more threads gain. */
  public List<String> text() {
    Table table =
        new Table("<>>>>>>>>>>>")
            .row(
                "model",
                "threads",
                "batch",
                "ours ms",
                "ORT ms",
                "ratio",
                "least",
                "most",
                "of peak",
                "ORT",
                "at least",
                "stretch");
    for (RivalResult r : results) {
      Optional<RivalTarget> target = target(r);
      table.row(
          r.model(),
          r.threads(),
          r.batch(),
          millis(r.ourNanos()),
          millis(r.theirNanos()),
          ReportText.ratio(r.ratio()),
          ReportText.ratio(r.leastRatio()),
          ReportText.ratio(r.mostRatio()),
          Units.percent(r.peakFraction(r.ourNanos())),
          Units.percent(r.peakFraction(r.theirNanos())),
          target.map(t -> ReportText.ratio(t.atLeast())).orElse("-"),
          target.map(t -> ReportText.ratio(t.stretch())).orElse("-"));
    }
    List<String> lines = new ArrayList<>(table.lines());
    List<String> threads = threads();
    if (!threads.isEmpty()) {
      lines.add("");
      lines.addAll(threads);
    }
    return lines;
  }

  /** What more threads gain, where a network was run with one and with more. */
  private List<String> threads() {
    Table table =
        new Table("<>>>>>")
            .row("model", "threads", "speed-up", "ORT", "ratio by 1 thread's", "at least");
    boolean any = false;
    for (RivalResult r : results) {
      Optional<RivalResult> one = withOneThread(r);
      if (r.threads() > 1 && one.isPresent()) {
        any = true;
        table.row(
            r.model(),
            r.threads(),
            ReportText.ratio(one.get().ourNanos() / r.ourNanos()),
            ReportText.ratio(one.get().theirNanos() / r.theirNanos()),
            ReportText.ratio(r.ratio() / one.get().ratio()),
            ReportText.ratio(RivalTarget.THREADS_KEEP));
      }
    }
    return any ? table.lines() : List.of();
  }

  private Optional<RivalTarget> target(RivalResult r) {
    return targeted && r.threads() == 1 ? RivalTarget.of(r.model()) : Optional.empty();
  }

  private Optional<RivalResult> withOneThread(RivalResult r) {
    return results.stream()
        .filter(o -> o.threads() == 1 && o.model().equals(r.model()))
        .findFirst();
  }

  /** An object for each result. */
  public JsonValue json() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (RivalResult r : results) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("model", r.model());
      row.put("threads", r.threads());
      row.put("batch", r.batch());
      row.put("macs", r.macs());
      row.put("difference_in_deviations", Units.sixDigits(r.check().relative()));
      row.put("ours_ms", Units.sixDigits(r.ourNanos() / 1e6));
      row.put("ort_ms", Units.sixDigits(r.theirNanos() / 1e6));
      row.put("ratio", Units.sixDigits(r.ratio()));
      row.put("ratio_least", Units.sixDigits(r.leastRatio()));
      row.put("ratio_most", Units.sixDigits(r.mostRatio()));
      row.put("gflops", Units.sixDigits(r.gflops(r.ourNanos())));
      row.put("peak_gflops", Units.sixDigits(r.times().peakGflops()));
      row.put("of_peak", Units.sixDigits(r.peakFraction(r.ourNanos())));
      row.put("ort_of_peak", Units.sixDigits(r.peakFraction(r.theirNanos())));
      target(r)
          .ifPresent(
              target -> {
                row.put("at_least", target.atLeast());
                row.put("stretch", target.stretch());
              });
      row.put("ours_block_ms", blocks(r.times().ourNanos()));
      row.put("ort_block_ms", blocks(r.times().theirNanos()));
      rows.add(row);
    }
    return JsonValue.of(rows);
  }

  private static List<Double> blocks(double[] nanos) {
    return Arrays.stream(nanos).mapToObj(n -> Units.sixDigits(n / 1e6)).toList();
  }

  private static String millis(double nanos) {
    return Units.threeDigits(nanos / 1e6);
  }
}
