package dev.lanewise.app.profile;

import dev.lanewise.app.text.Style;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.engine.plan.WarmUp;
import dev.lanewise.engine.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A profile as a table and as JSON.
 *
 * @param profile what was measured
 * @param warmUp how it was warmed up before
 * @param weights where the weights came from
 * @param peakGflops what as many threads reach in registers
 */
public record ProfileReport(Profile profile, WarmUp warmUp, String weights, double peakGflops) {
  /** An object; times in milliseconds. */
  public String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("schema", "lanewise-profile-1");
    object.put("network", profile.network());
    object.put("threads", profile.threads());
    object.put("weights", weights);
    object.put("runs", profile.runCount());
    object.put("warmed_up", warmUp.settled());
    object.put("peak_gflops", Units.sixDigits(peakGflops));
    object.put("total_ms", Units.sixDigits(profile.nanos() / 1e6));
    object.put("layers", profile.layers().stream().map(this::layer).toList());
    return JsonWriter.indented(JsonValue.of(object));
  }

  private Map<String, Object> layer(Profile.Layer layer) {
    PlannedStep step = layer.step();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("index", layer.index());
    object.put("layer", step.node());
    object.put("operation", step.operation());
    object.put("problem", step.problem());
    object.put("kernel", step.choice().kernel());
    object.put("ms", Units.sixDigits(layer.nanos() / 1e6));
    object.put("share", Units.sixDigits(profile.share(layer)));
    object.put("macs", step.macs());
    object.put("gflops", Units.sixDigits(layer.gflops()));
    object.put("percent_of_peak", Units.sixDigits(100 * layer.gflops() / peakGflops));
    object.put("bytes", step.bytesMoved());
    return object;
  }

  /** A headline, a table with one line per layer, and what else is to be known. */
  public List<String> text(Style style) {
    List<String> lines = new ArrayList<>();
    lines.add(
        style.strong(
            "%s  %d %s  %s  %s in %d runs"
                .formatted(
                    profile.network(),
                    profile.threads(),
                    profile.threads() == 1 ? "thread" : "threads",
                    weights,
                    Units.millis(profile.nanos()),
                    profile.runCount())));
    Table table = new Table("><<<>>>>>");
    table.row(
        "#", "layer", "problem", "kernel", "time", "share", "GFLOP/s", "of peak", "activations");
    for (Profile.Layer layer : profile.layers()) {
      PlannedStep step = layer.step();
      boolean counts = step.macs() > 0;
      table.row(
          layer.index(),
          step.node(),
          step.problem(),
          step.choice().kernel(),
          Units.millis(layer.nanos()),
          Units.percent(profile.share(layer)),
          counts ? String.format(Locale.ROOT, "%.1f", layer.gflops()) : "-",
          counts ? Units.percent(layer.gflops() / peakGflops) : "-",
          Units.bytes(step.bytesMoved()));
    }
    lines.addAll(table.lines());
    lines.add(
        String.format(Locale.ROOT, "peak of multiply-adds in registers: %.1f GFLOP/s", peakGflops));
    lines.add("warm-up: " + warmUp);
    return lines;
  }
}
