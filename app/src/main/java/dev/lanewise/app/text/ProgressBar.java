package dev.lanewise.app.text;

import java.io.PrintStream;

/**
 * A line at the foot of a terminal that says how much is done; it is written over, and is silent
 * where there is no terminal.
 *
 * <p>Call {@link #hide} before anything else is written. Not safe for several threads.
 */
public final class ProgressBar {
  private static final int BAR_WIDTH = 24;
  private static final long MIN_NANOS = 100_000_000;
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream err;
  private final Style style;
  private final boolean shown;
  private final int columns;
  private final int total;
  private final long start = System.nanoTime();
  private long drawn;
  private boolean visible;

  /**
   * @param shown whether {@code err} is a terminal and there is enough to do
   * @param columns the width of the terminal
   * @param total steps until everything is done, 1 or more
   */
  public ProgressBar(PrintStream err, Style style, boolean shown, int columns, int total) {
    this.err = err;
    this.style = style;
    this.shown = shown;
    this.columns = columns;
    this.total = total;
  }

  /**
   * Draws the line, but not more often than ten times a second unless it was hidden.
   *
   * @param done steps that are done
   * @param next what is being done now
   */
  public void show(int done, String next) {
    long now = System.nanoTime();
    if (!shown || visible && now - drawn < MIN_NANOS) {
      return;
    }
    drawn = now;
    visible = true;
    err.print(ERASE + fit(line(done, next, now - start)));
    err.flush();
  }

  /** Takes the line away. */
  public void hide() {
    if (visible) {
      err.print(ERASE);
      err.flush();
      visible = false;
    }
  }

  private String line(int done, String next, long elapsed) {
    String bar = style.bar((double) done / total, BAR_WIDTH);
    StringBuilder line = new StringBuilder();
    line.append('[').append(bar).repeat(' ', BAR_WIDTH - bar.length()).append("] ");
    line.append(done).append('/').append(total);
    if (done > 0) {
      long left = Math.round(elapsed / 1e9 / done * (total - done));
      line.append("  ").append(left).append(" s left");
    }
    return line.append("  ").append(next).toString();
  }

  // A line of full width would wrap, and the next one could not be written over it.
  private String fit(String line) {
    return line.length() < columns ? line : line.substring(0, Math.max(columns - 1, 0));
  }
}
