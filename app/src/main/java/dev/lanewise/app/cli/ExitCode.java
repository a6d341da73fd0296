package dev.lanewise.app.cli;

/** What a command returns to the shell. */
public final class ExitCode {
  /** Everything was done. */
  public static final int OK = 0;

  /** Something failed; standard error says what. */
  public static final int FAILED = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  /** A comparison found that something became worse. */
  public static final int REGRESSION = 3;

  private ExitCode() {}
}
