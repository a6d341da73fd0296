package dev.lanewise.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.models.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README.md shows code that works, and commands that exist. */
class ReadmeTest {
  private static final Path README = Path.of("../README.md");

  @TempDir Path folder;

  @Test
  void showsTheExampleAsItIs() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/lanewise/app/ReadmeExample.java"));
    String example = between(source, "// README begin\n", "  // README end");
    assertEquals(
        example.stripTrailing().stripIndent(),
        between(Files.readString(README), "```java\n", "```").strip());
  }

  @Test
  void theExampleRuns() throws IOException {
    Path weights = TestFiles.weights(folder.resolve("w.safetensors"));
    Path picture = TestFiles.picture(folder.resolve("p.png"), 50, 40);
    List<Prediction> best = ReadmeExample.classify(weights, picture);
    assertEquals(5, best.size());
    assertEquals(10, ReadmeExample.run(weights, new float[3 * 32 * 32]).length);
  }

  @Test
  void namesEveryCommand() throws IOException {
    String readme = Files.readString(README);
    for (String command :
        List.of(
            "classify", "eval", "segment", "see", "run", "bench", "summary", "list", "doctor")) {
      assertTrue(readme.contains("./lanewise " + command), command);
    }
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    assertTrue(from >= begin.length(), "no " + begin.strip());
    return text.substring(from, text.indexOf(end, from));
  }
}
