package dev.lanewise.engine.fuzz;

/** Jazzer's way to {@link FuzzTarget#NPY}. */
public final class NpyFuzzer {
  private NpyFuzzer() {}

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzTarget.NPY.feed(bytes, FuzzFile.PATH);
  }
}
