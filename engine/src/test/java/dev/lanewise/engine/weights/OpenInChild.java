package dev.lanewise.engine.weights;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Opens files in a JVM of its own and prints one line on each: what became of it. */
final class OpenInChild {
  private OpenInChild() {}

  /** Opens every file that the arguments name. */
  public static void main(String[] files) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String file : files) {
      try (WeightSource source = WeightFiles.open(Path.of(file))) {
        out.println("opened, " + source.names().size() + " tensors");
      } catch (Throwable e) {
        out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }
}
