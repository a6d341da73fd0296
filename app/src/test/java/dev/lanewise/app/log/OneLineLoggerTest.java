package dev.lanewise.app.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.junit.jupiter.api.Test;

/** Warnings are one line; the rest is dropped. */
class OneLineLoggerTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Logger logger = new OneLineLogger("test", new PrintStream(bytes));

  @Test
  void writesWarningsAndErrors() {
    logger.log(Level.WARNING, "slow: {0}", "no\n vectors");
    logger.log(Level.ERROR, "{braces}");
    logger.log(Level.ERROR, "failed", new IllegalStateException("why"));
    String nl = System.lineSeparator();
    assertEquals(
        "lanewise: warning: slow: no vectors"
            + nl
            + "lanewise: error: {braces}"
            + nl
            + "lanewise: error: failed (java.lang.IllegalStateException: why)"
            + nl,
        bytes.toString());
  }

  @Test
  void dropsTheRest() {
    logger.log(Level.INFO, "x");
    logger.log(Level.DEBUG, "x {0}", 1);
    assertFalse(logger.isLoggable(Level.OFF));
    assertEquals(0, bytes.size());
  }
}
