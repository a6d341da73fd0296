package dev.lanewise.engine.fuzz;

/** Jazzer's way to {@link FuzzTarget#NPZ}. */
public final class NpzFuzzer {
  private NpzFuzzer() {}

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzTarget.NPZ.feed(bytes, FuzzFile.PATH);
  }
}
