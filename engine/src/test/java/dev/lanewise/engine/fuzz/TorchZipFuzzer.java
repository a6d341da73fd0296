package dev.lanewise.engine.fuzz;

/** Jazzer's way to {@link FuzzTarget#TORCH_ZIP}. */
public final class TorchZipFuzzer {
  private TorchZipFuzzer() {}

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzTarget.TORCH_ZIP.feed(bytes, FuzzFile.PATH);
  }
}
