package dev.lanewise.app.classify;

import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.models.Aggregation;
import dev.lanewise.models.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows what is in recordings: lines as they come for people, or one JSON array at the end. */
public final class RecordingReport {
  private static final int SHOWN_PARTS = 20;

  private final Terminal terminal;
  private final String model;
  private final String unit;
  private final Aggregation aggregation;
  private final boolean json;
  private final List<Map<String, Object>> objects = new ArrayList<>();

  /**
   * @param unit what parts are counted in: {@code frames} or {@code samples}
   */
  public RecordingReport(
      Terminal terminal, String model, String unit, Aggregation aggregation, boolean json) {
    this.terminal = terminal;
    this.model = model;
    this.unit = unit;
    this.aggregation = aggregation;
    this.json = json;
  }

  /** Takes a result that succeeded or failed. */
  public void add(RecordingResult result) {
    if (json) {
      objects.add(object(result));
    } else if (result.succeeded()) {
      print(result);
    }
  }

  /** Ends the report after the last result. */
  public void end() {
    if (json) {
      terminal.utf8(JsonWriter.indented(JsonValue.of(objects)));
    }
  }

  private Map<String, Object> object(RecordingResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("recording", result.name());
    object.put("model", model);
    if (!result.succeeded()) {
      object.put("error", result.problem());
      return object;
    }
    object.put("aggregation", aggregation.toString());
    object.put("predictions", result.predictions().stream().map(JsonReport::object).toList());
    object.put("parts", result.parts().stream().map(RecordingReport::object).toList());
    object.put("inference_ms", Units.sixDigits(result.nanos() / 1e6));
    return object;
  }

  private static Map<String, Object> object(RecordingResult.Part part) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("first", part.first());
    object.put("last", part.last());
    object.putAll(JsonReport.object(part.best()));
    return object;
  }

  private void print(RecordingResult result) {
    int count = result.parts().size();
    String how = count == 1 ? "1 part" : count + " parts, their " + aggregation;
    terminal
        .out()
        .println(terminal.style().strong(result.name()) + terminal.style().faint("  " + how));
    Table classes = new Table("<<>");
    for (Prediction each : result.predictions()) {
      classes.row("", each.label(), Units.percent(each.probability()));
    }
    classes.lines().forEach(terminal.out()::println);
    if (count > 1) {
      printParts(result);
    }
    String time = "  network " + Units.millis(result.nanos());
    terminal.out().println(terminal.style().faint(time));
    terminal.out().flush();
  }

  private void printParts(RecordingResult result) {
    Table table = new Table("<<<>");
    for (RecordingResult.Part part :
        result.parts().subList(0, Math.min(SHOWN_PARTS, result.parts().size()))) {
      String where = "%s %d to %d".formatted(unit, part.first(), part.last());
      table.row("", where, part.best().label(), Units.percent(part.best().probability()));
    }
    table.lines().forEach(terminal.out()::println);
    int more = result.parts().size() - SHOWN_PARTS;
    if (more > 0) {
      terminal.out().println("  and %d more; --json lists all".formatted(more));
    }
  }
}
