package dev.lanewise.app.text;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, two blanks apart. */
public final class Table {
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param alignment one character per column: {@code <} for left, {@code >} for right
   */
  public Table(String alignment) {
    right = new boolean[alignment.length()];
    for (int i = 0; i < right.length; i++) {
      right[i] = alignment.charAt(i) == '>';
    }
  }

  /** Adds a row of at most as many cells as there are columns. */
  public Table row(Object... cells) {
    String[] row = new String[cells.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = String.valueOf(cells[i]);
    }
    rows.add(row);
    return this;
  }

  /** The rows as lines without trailing blanks. */
  public List<String> lines() {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      int padding = widths[i] - row[i].length();
      line.append(i == 0 ? "" : "  ");
      if (right[i]) {
        line.repeat(' ', padding).append(row[i]);
      } else {
        line.append(row[i]).repeat(' ', padding);
      }
    }
    return line.toString().stripTrailing();
  }
}
