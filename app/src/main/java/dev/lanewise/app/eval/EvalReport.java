package dev.lanewise.app.eval;

import dev.lanewise.app.text.Style;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.models.data.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Shows an evaluation. */
public final class EvalReport {
  private static final int MOST_COLUMNS = 20;
  private static final int MOST_JSON_CLASSES = 100;
  private static final int SHOWN_MISTAKES = 10;

  private EvalReport() {}

  /** Lines for people. */
  public static List<String> text(EvalResult result, Style style) {
    Tally tally = result.tally();
    List<String> lines = new ArrayList<>();
    lines.add(style.strong(result.model()) + style.faint("  " + result.data()));
    Table table = new Table("<<>>");
    table.row("", "top-1", Units.percent(tally.top1()), tally.correct() + "/" + tally.total());
    table.row("", "top-5", Units.percent(tally.top5()), tally.correct5() + "/" + tally.total());
    lines.addAll(table.lines());
    lines.add(
        style.faint(
            "  %s s, %s pictures/s, %d at once"
                .formatted(
                    Units.threeDigits(result.nanos() / 1e9),
                    Units.threeDigits(result.perSecond()),
                    result.threads())));
    if (result.failed() > 0) {
      lines.add(style.bad("  %d pictures failed and are not counted".formatted(result.failed())));
    }
    lines.add("");
    lines.addAll(tally.classes() <= MOST_COLUMNS ? matrix(result) : mistakes(result));
    return lines;
  }

  private static List<String> matrix(EvalResult result) {
    Tally tally = result.tally();
    int classes = tally.classes();
    Table table = new Table("><" + ">".repeat(classes + 1));
    Object[] head = new Object[classes + 3];
    head[0] = "";
    head[1] = "is \\ called";
    for (int i = 0; i < classes; i++) {
      head[i + 2] = i;
    }
    head[classes + 2] = "right";
    table.row(head);
    for (int truth = 0; truth < classes; truth++) {
      Object[] row = new Object[classes + 3];
      row[0] = truth;
      row[1] = result.labels().get(truth);
      int all = 0;
      for (int answer = 0; answer < classes; answer++) {
        int count = tally.count(truth, answer);
        row[answer + 2] = count == 0 ? "." : count;
        all += count;
      }
      row[classes + 2] = all == 0 ? "-" : Units.percent((double) tally.count(truth, truth) / all);
      table.row(row);
    }
    return table.lines();
  }

  /** A true class, what it was called, and how often. */
  private record Mistake(int truth, int answer, int count) {}

  private static List<String> mistakes(EvalResult result) {
    Tally tally = result.tally();
    List<Mistake> mistakes = new ArrayList<>();
    for (int truth = 0; truth < tally.classes(); truth++) {
      for (int answer = 0; answer < tally.classes(); answer++) {
        if (truth != answer && tally.count(truth, answer) > 0) {
          mistakes.add(new Mistake(truth, answer, tally.count(truth, answer)));
        }
      }
    }
    mistakes.sort(Comparator.comparingInt(mistake -> -mistake.count()));
    Table table = new Table("><<");
    table.row("times", "is", "called");
    for (Mistake mistake : mistakes.subList(0, Math.min(mistakes.size(), SHOWN_MISTAKES))) {
      table.row(
          mistake.count(),
          result.labels().get(mistake.truth()),
          result.labels().get(mistake.answer()));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("--confusion FILE writes all of %d x %d".formatted(tally.classes(), tally.classes()));
    return lines;
  }

  /** A JSON object for programs. */
  public static String json(EvalResult result) {
    Tally tally = result.tally();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("model", result.model());
    object.put("data", result.data());
    object.put("correct", tally.correct());
    object.put("total", tally.total());
    object.put("top1", tally.top1());
    object.put("top5", tally.top5());
    object.put("failed", result.failed());
    object.put("seconds", Units.sixDigits(result.nanos() / 1e9));
    object.put("pictures_per_second", Units.sixDigits(result.perSecond()));
    object.put("threads", result.threads());
    if (tally.classes() <= MOST_JSON_CLASSES) {
      object.put("classes", result.labels().names());
      object.put(
          "confusion",
          IntStream.range(0, tally.classes()).mapToObj(truth -> row(tally, truth)).toList());
    }
    return JsonWriter.indented(JsonValue.of(object));
  }

  private static List<Integer> row(Tally tally, int truth) {
    return IntStream.range(0, tally.classes()).mapToObj(i -> tally.count(truth, i)).toList();
  }

  /** The whole confusion matrix: a row for each true class, a column for each answer. */
  public static String csv(EvalResult result) {
    StringBuilder text = new StringBuilder("is\\called");
    result.labels().names().forEach(name -> text.append(',').append(quoted(name)));
    for (int truth = 0; truth < result.tally().classes(); truth++) {
      text.append('\n').append(quoted(result.labels().get(truth)));
      row(result.tally(), truth).forEach(count -> text.append(',').append(count));
    }
    return text.append('\n').toString();
  }

  private static String quoted(String name) {
    return name.contains(",") || name.contains("\"")
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }
}
