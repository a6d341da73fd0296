package dev.lanewise.engine.fuzz;

/** Jazzer's way to {@link FuzzTarget#JSON}. */
public final class JsonFuzzer {
  private JsonFuzzer() {}

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzTarget.JSON.feed(bytes, FuzzFile.PATH);
  }
}
