package dev.lanewise.app.onnx;

import java.util.Locale;

/** Tells files from names of built-in models. */
public final class OnnxArgument {
  private OnnxArgument() {}

  /** Whether this is an ONNX file. */
  public static boolean is(String model) {
    return model != null && model.toLowerCase(Locale.ROOT).endsWith(".onnx");
  }
}
