package dev.lanewise.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the folder of test data that lies beside a checkout of the project: {@code ../shared}.
 *
 * <p>The system property {@code lanewise.shared} or the environment variable {@code
 * LANEWISE_SHARED} names another place. Without the data, tests that need it are skipped with the
 * reason.
 */
public final class SharedData {
  private static final String PROPERTY = "lanewise.shared";
  private static final String VARIABLE = "LANEWISE_SHARED";

  private SharedData() {}

  /**
   * Returns the path of a file or folder in the test data, or skips the calling test if the data is
   * absent.
   *
   * @throws IllegalStateException if the property or the variable names a folder that is not there
   */
  public static Path require(String relative) {
    Path root = find(Path.of("").toAbsolutePath()).orElse(null);
    assumeTrue(
        root != null,
        "no folder 'shared' beside the checkout, and neither -D" + PROPERTY + " nor " + VARIABLE);
    Path path = root.resolve(relative);
    assumeTrue(Files.exists(path), "the test data lacks " + relative);
    return path;
  }

  /** Returns the folder of test data as seen from a folder inside the checkout. */
  static Optional<Path> find(Path start) {
    String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    if (named != null) {
      if (!Files.isDirectory(Path.of(named))) {
        throw new IllegalStateException(PROPERTY + " or " + VARIABLE + ": no folder " + named);
      }
      return Optional.of(Path.of(named));
    }
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      boolean isProjectRoot =
          Files.isRegularFile(folder.resolve("lanewise")) || Files.exists(folder.resolve(".git"));
      if (isProjectRoot) {
        return Optional.of(folder.resolveSibling("shared")).filter(Files::isDirectory);
      }
    }
    return Optional.empty();
  }
}
