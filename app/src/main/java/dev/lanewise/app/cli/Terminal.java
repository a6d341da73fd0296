package dev.lanewise.app.cli;

import dev.lanewise.app.text.Style;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param out results; not flushed after each line
 * @param err problems, progress and logs
 * @param style how results may look: plain where {@code out} is no terminal
 * @param live whether {@code err} is a terminal, so that a line may be written over
 * @param columns the width of the terminal in characters
 */
public record Terminal(PrintStream out, PrintStream err, Style style, boolean live, int columns) {

  private static final int DEFAULT_COLUMNS = 80;

  /** The streams of this process, as the launcher describes them. */
  public static Terminal ofProcess() {
    // The launcher reads standard error through a pipe, so only it knows what lies behind.
    boolean live = Boolean.getBoolean("lanewise.terminal");
    var console = System.console();
    boolean colour = console != null && console.isTerminal() && noColorIsUnset();
    Charset charset = charset("stdout.encoding");
    Style style = new Style(colour, charset.newEncoder().canEncode(Style.FULL_BLOCK));
    int columns = Integer.getInteger("lanewise.columns", DEFAULT_COLUMNS);
    return new Terminal(
        stream(FileDescriptor.out, charset, 1 << 13),
        stream(FileDescriptor.err, charset("stderr.encoding"), 1 << 9),
        style,
        live,
        columns > 0 ? columns : DEFAULT_COLUMNS);
  }

  // no-color.org: set and not empty, whatever the value.
  private static boolean noColorIsUnset() {
    String value = System.getenv("NO_COLOR");
    return value == null || value.isEmpty();
  }

  private static Charset charset(String property) {
    String name = System.getProperty(property);
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.defaultCharset();
  }

  private static PrintStream stream(FileDescriptor descriptor, Charset charset, int buffer) {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(descriptor), buffer), false, charset);
  }

  /** Prints a line to {@link #err} at once. */
  public void problem(String line) {
    err.println(line);
    err.flush();
  }

  /** Prints text to {@link #out} in UTF-8, whatever the terminal's encoding: JSON has no other. */
  public void utf8(String text) {
    out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
