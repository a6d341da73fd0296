package dev.lanewise.models.signal;

import dev.lanewise.engine.format.io.ErrorText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Text with a line for each point in time and a column for each channel.
 *
 * <p>Columns are parted by commas, else semicolons, else tabs, else blanks: what comes first in
 * this order in the first line. A first line that is not all numbers names the columns. Empty lines
 * and lines that begin with {@code #} are left out.
 */
final class CsvSignal {
  private static final int MOST_COLUMNS = 4096;
  private static final int MOST_VALUES = 1 << 28;
  private static final int MOST_LINE = 1 << 17;

  private final Path file;
  private String separator = "";
  private List<String> names = List.of();
  private float[][] columns = {};
  private int rows;

  private CsvSignal(Path file) {
    this.file = file;
  }

  /** Reads a file in UTF-8. */
  static Signal read(Path file) throws IOException {
    CsvSignal csv = new CsvSignal(file);
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      for (int number = 1; csv.line(in, line, number); number++) {
        String text = line.toString().strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          csv.add(text, number);
        }
      }
    } catch (MalformedInputException e) {
      throw new SignalFormatException(file + ": wanted a text file in UTF-8 with numbers");
    }
    if (csv.rows == 0) {
      throw new SignalFormatException(
          file + ": wanted a line of numbers for each sample, got none");
    }
    List<float[]> samples =
        Arrays.stream(csv.columns).map(column -> Arrays.copyOf(column, csv.rows)).toList();
    return new Signal(file.toString(), csv.names, samples, 0);
  }

  /** Reads a line of bounded length; false at the end. */
  private boolean line(BufferedReader in, StringBuilder line, int number) throws IOException {
    line.setLength(0);
    int next = in.read();
    if (next < 0) {
      return false;
    }
    while (next >= 0 && next != '\n') {
      if (line.length() == MOST_LINE) {
        throw new SignalFormatException(
            "%s: line %d has more than %d characters; wanted numbers for one sample"
                .formatted(file, number, MOST_LINE));
      }
      line.append((char) next);
      next = in.read();
    }
    return true;
  }

  private void add(String text, int number) {
    if (names.isEmpty()) {
      separator =
          text.contains(",") ? "," : text.contains(";") ? ";" : text.contains("\t") ? "\t" : " +";
      String[] cells = text.strip().split(separator, -1);
      if (cells.length > MOST_COLUMNS) {
        throw new SignalFormatException(
            "%s: line %d has %d columns; wanted at most %d, one for each channel"
                .formatted(file, number, cells.length, MOST_COLUMNS));
      }
      columns = new float[cells.length][1024];
      boolean numeric = Arrays.stream(cells).allMatch(CsvSignal::isNumber);
      names =
          numeric
              ? IntStream.rangeClosed(1, cells.length).mapToObj(Integer::toString).toList()
              : Arrays.stream(cells).map(CsvSignal::unquoted).toList();
      if (!numeric) {
        return;
      }
    }
    addRow(text.split(separator, -1), number);
  }

  private void addRow(String[] cells, int number) {
    if (cells.length != columns.length) {
      throw new SignalFormatException(
          "%s: line %d has %d columns, those before have %d"
              .formatted(file, number, cells.length, columns.length));
    }
    if ((long) (rows + 1) * columns.length > MOST_VALUES) {
      throw new SignalFormatException(
          "%s: more than %d values, the limit; cut it into parts".formatted(file, MOST_VALUES));
    }
    List<float[]> grown = new ArrayList<>();
    if (rows == columns[0].length) {
      for (float[] column : columns) {
        grown.add(Arrays.copyOf(column, 2 * rows));
      }
      columns = grown.toArray(float[][]::new);
    }
    for (int c = 0; c < cells.length; c++) {
      if (!isNumber(cells[c])) {
        throw new SignalFormatException(
            "%s: line %d, column %d: wanted a finite number, got %s"
                .formatted(file, number, c + 1, ErrorText.quote(cells[c].strip())));
      }
      columns[c][rows] = Float.parseFloat(cells[c].strip());
    }
    rows++;
  }

  private static boolean isNumber(String cell) {
    try {
      return Float.isFinite(Float.parseFloat(cell.strip()));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String unquoted(String cell) {
    return cell.strip().replaceAll("^[\"'](.*)[\"']$", "$1");
  }
}
