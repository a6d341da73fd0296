package dev.lanewise.app.log;

import java.lang.System.Logger;
import java.util.ResourceBundle;

/**
 * Sends what the libraries log to standard error, warnings and errors only, one line each.
 *
 * <p>The default of the JDK is two lines with a date, and costs the start of {@code java.logging}.
 */
public final class OneLineLoggerFinder extends System.LoggerFinder {
  /** Created by the service loader. */
  public OneLineLoggerFinder() {}

  @Override
  public Logger getLogger(String name, Module module) {
    return new OneLineLogger(name, System.err);
  }

  @Override
  public Logger getLocalizedLogger(String name, ResourceBundle bundle, Module module) {
    return getLogger(name, module);
  }
}
