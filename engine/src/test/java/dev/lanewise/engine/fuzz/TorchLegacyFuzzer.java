package dev.lanewise.engine.fuzz;

/** Jazzer's way to {@link FuzzTarget#TORCH_LEGACY}. */
public final class TorchLegacyFuzzer {
  private TorchLegacyFuzzer() {}

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzTarget.TORCH_LEGACY.feed(bytes, FuzzFile.PATH);
  }
}
