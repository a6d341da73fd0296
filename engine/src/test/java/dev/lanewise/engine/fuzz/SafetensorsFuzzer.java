package dev.lanewise.engine.fuzz;

/** Jazzer's way to {@link FuzzTarget#SAFETENSORS}. */
public final class SafetensorsFuzzer {
  private SafetensorsFuzzer() {}

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzTarget.SAFETENSORS.feed(bytes, FuzzFile.PATH);
  }
}
