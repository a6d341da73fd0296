package dev.lanewise.app.classify;

import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.models.Prediction;
import java.util.List;

/** Results for people: the classes with bars of their probabilities, and the time taken. */
public final class TextReport implements Report {
  private static final int WIDEST_BAR = 40;
  private static final int NARROWEST_BAR = 10;

  private final Terminal terminal;
  private final String note;
  private boolean isFirst = true;

  /**
   * @param note what to say of the network at the end, after any result; may be empty
   */
  public TextReport(Terminal terminal, String note) {
    this.terminal = terminal;
    this.note = note;
  }

  @Override
  public void add(PictureResult result) {
    if (!result.succeeded()) {
      return;
    }
    Picture picture = result.picture();
    String size = "  %d x %d".formatted(picture.width(), picture.height());
    terminal.out().println(terminal.style().strong(picture.name()) + terminal.style().faint(size));
    printClasses(result.predictions());
    String times =
        "  read and resized in %s, classified in %s%s"
            .formatted(
                Units.millis(picture.nanos()),
                Units.millis(result.nanos()),
                isFirst ? " (the first one, by a cold JVM)" : "");
    isFirst = false;
    terminal.out().println(terminal.style().faint(times));
    terminal.out().flush();
  }

  private void printClasses(List<Prediction> predictions) {
    Table table = new Table("<<>");
    predictions.forEach(p -> table.row("", p.label(), Units.percent(p.probability())));
    List<String> lines = table.lines();
    int room = terminal.columns() - lines.stream().mapToInt(String::length).max().orElse(0) - 3;
    int width = Math.clamp(room, NARROWEST_BAR, WIDEST_BAR);
    for (int i = 0; i < lines.size(); i++) {
      String bar = terminal.style().bar(predictions.get(i).probability(), width);
      String line = lines.get(i) + "  " + terminal.style().good(bar);
      terminal.out().println(bar.isEmpty() ? lines.get(i) : line);
    }
  }

  @Override
  public void end() {
    if (!note.isEmpty() && !isFirst) {
      terminal.out().println(note);
    }
  }
}
