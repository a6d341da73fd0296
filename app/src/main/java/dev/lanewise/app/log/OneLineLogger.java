package dev.lanewise.app.log;

import java.io.PrintStream;
import java.lang.System.Logger;
import java.text.MessageFormat;
import java.util.ResourceBundle;

/** Writes {@code lanewise: warning: ...} and {@code lanewise: error: ...}. */
final class OneLineLogger implements Logger {
  private final String name;
  private final PrintStream err;

  OneLineLogger(String name, PrintStream err) {
    this.name = name;
    this.err = err;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level != Level.OFF && level.compareTo(Level.WARNING) >= 0;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    if (isLoggable(level)) {
      String cause = thrown == null ? "" : " (" + thrown + ")";
      write(level, localized(bundle, message) + cause);
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
    if (isLoggable(level)) {
      String text = localized(bundle, format);
      boolean bare = parameters == null || parameters.length == 0;
      write(level, bare ? text : MessageFormat.format(text, parameters));
    }
  }

  private static String localized(ResourceBundle bundle, String message) {
    return bundle != null && bundle.containsKey(message) ? bundle.getString(message) : message;
  }

  private void write(Level level, String text) {
    String severity = level == Level.WARNING ? "warning" : "error";
    err.println("lanewise: " + severity + ": " + text.replaceAll("\\s*\\R\\s*", " "));
  }
}
