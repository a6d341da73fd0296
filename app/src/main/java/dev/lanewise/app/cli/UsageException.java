package dev.lanewise.app.cli;

/** The command line asks for something that cannot be; the message is one line that says what. */
public class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message of one line. */
  public UsageException(String message) {
    super(message);
  }

  /** Creates the exception with a message of one line, caused by another failure. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
