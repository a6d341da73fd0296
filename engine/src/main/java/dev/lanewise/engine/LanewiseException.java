package dev.lanewise.engine;

/**
 * The root of every exception that Lanewise throws for bad input: a broken file, a tensor of the
 * wrong shape, an unsupported operator.
 *
 * <p>The message is one line for the person at the keyboard: where (file, tensor, offset), what was
 * wanted, what came, what to do. Programming errors inside the caller (a closed file, a {@code
 * null} argument) stay the JDK's own exceptions, and failures of the file system stay {@link
 * java.io.IOException}.
 */
public class LanewiseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message is one complete line. */
  public LanewiseException(String message) {
    super(message);
  }

  /** Creates an exception whose message is one complete line, caused by another failure. */
  public LanewiseException(String message, Throwable cause) {
    super(message, cause);
  }
}
