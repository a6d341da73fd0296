package dev.lanewise.engine.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.testing.Mutator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reader on its corpus and on mutations of it, the same in every run. */
@Tag("once")
class FuzzTest {
  private static final int MUTANTS = 1500;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void readersHoldToTheirLimits(FuzzTarget target) throws Exception {
    List<byte[]> corpus = corpus(target);
    Path file = folder.resolve("mutant");
    Mutator mutator = new Mutator(new Random(20260101), corpus);
    int accepted = 0;
    for (byte[] seed : corpus) {
      accepted += target.feed(seed, file) ? 1 : 0;
    }
    assertTrue(accepted > 0, "no file of the corpus is good");
    for (int run = 0; run < MUTANTS; run++) {
      byte[] mutant = mutator.next();
      try {
        accepted += target.feed(mutant, file) ? 1 : 0;
      } catch (Throwable e) {
        byte[] head = Arrays.copyOf(mutant, Math.min(mutant.length, 200));
        throw new AssertionError("mutant %d: %s".formatted(run, Arrays.toString(head)), e);
      }
    }
    assertTrue(accepted < corpus.size() + MUTANTS, "nothing was refused");
  }

  private static List<byte[]> corpus(FuzzTarget target) throws Exception {
    URI place = FuzzTest.class.getResource("/fuzz/" + target.folder()).toURI();
    List<byte[]> corpus = new ArrayList<>();
    try (var files = Files.list(Path.of(place))) {
      for (Path file : files.sorted().toList()) {
        corpus.add(read(file));
      }
    }
    assertFalse(corpus.isEmpty());
    return corpus;
  }

  private static byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }
}
