package dev.lanewise.engine.fuzz;

/** Jazzer's way to {@link FuzzTarget#ONNX}. */
public final class OnnxFuzzer {
  private OnnxFuzzer() {}

  /** Feeds one input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzTarget.ONNX.feed(bytes, FuzzFile.PATH);
  }
}
