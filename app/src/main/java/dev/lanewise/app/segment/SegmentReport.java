package dev.lanewise.app.segment;

import dev.lanewise.app.text.Style;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.models.labels.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many positions each class has.
 *
 * @param model the name of the network
 * @param input the file
 * @param mask the class of every position
 * @param labels names of the classes
 * @param files what was written
 * @param nanos time of the network alone
 */
public record SegmentReport(
    String model, Path input, Mask mask, Labels labels, List<Path> files, long nanos) {

  /** Positions of each class. */
  private int[] counts() {
    int[] counts = new int[labels.size()];
    for (byte label : mask.labels()) {
      counts[label & 0xff]++;
    }
    return counts;
  }

  /** Lines for people. */
  public List<String> text(Style style) {
    List<String> lines = new ArrayList<>();
    lines.add(style.strong(input.toString()) + style.faint("  " + extents() + " positions"));
    Table table = new Table("<<>>");
    int[] counts = counts();
    for (int i = 0; i < counts.length; i++) {
      double share = (double) counts[i] / mask.labels().length;
      table.row("", labels.get(i), Units.percent(share), Units.count(counts[i]));
    }
    lines.addAll(table.lines());
    lines.add(style.faint("  network " + Units.millis(nanos)));
    files.forEach(file -> lines.add("  " + file));
    return lines;
  }

  private String extents() {
    List<String> extents = new ArrayList<>();
    for (int extent : mask.size()) {
      extents.add(Integer.toString(extent));
    }
    return String.join(" x ", extents);
  }

  /** A JSON object for programs. */
  public String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("input", input.toString());
    object.put("model", model);
    List<Integer> size = new ArrayList<>();
    for (int extent : mask.size()) {
      size.add(extent);
    }
    object.put("size", size);
    List<Object> classes = new ArrayList<>();
    int[] counts = counts();
    for (int i = 0; i < counts.length; i++) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("class", i);
      each.put("label", labels.get(i));
      each.put("positions", counts[i]);
      each.put("share", (double) counts[i] / mask.labels().length);
      classes.add(each);
    }
    object.put("classes", classes);
    object.put("files", files.stream().map(Path::toString).toList());
    object.put("inference_ms", Units.sixDigits(nanos / 1e6));
    return JsonWriter.indented(JsonValue.of(object));
  }
}
