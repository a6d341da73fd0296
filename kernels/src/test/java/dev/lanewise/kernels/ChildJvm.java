package dev.lanewise.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fresh JVM: this one's Java with the classes and the test classes of this module alone.
 *
 * @param out lines on the standard output
 * @param err lines on the standard error output
 */
public record ChildJvm(List<String> out, List<String> err) {
  /** The option without which there are no vectors. */
  public static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

  /**
   * Runs a main class to its end; fails if that is not within the patience or not a success.
   *
   * @param options of the JVM
   */
  public static ChildJvm run(
      Class<?> main, List<String> options, Duration patience, String... arguments)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("lanewise-child-jvm");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.addAll(List.of("-cp", classPath(), main.getName()));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      ChildJvm result = new ChildJvm(Files.readAllLines(out), Files.readAllLines(err));
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            "%s: %s%n%s"
                .formatted(
                    command,
                    ended ? "exit code " + process.exitValue() : "not ended after " + patience,
                    result.end()));
      }
      return result;
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
      Files.delete(folder);
    }
  }

  private static String classPath() {
    return Stream.of(Kernels.class, ChildJvm.class)
        .map(type -> type.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .map(location -> Path.of(location.getPath()).toString())
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  /** The last lines of both outputs. */
  private String end() {
    return Stream.of(out, err)
        .flatMap(lines -> lines.stream().skip(Math.max(0, lines.size() - 20)))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
