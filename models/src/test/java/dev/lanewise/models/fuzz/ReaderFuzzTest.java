package dev.lanewise.models.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.testing.Mutator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reader on good files and on mutations of them, the same in every run. */
@Tag("once")
class ReaderFuzzTest {
  private static final int MUTANTS = 2000;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void readersHoldToTheirLimits(ReaderTarget target) throws Exception {
    List<byte[]> corpus = Corpus.of(target);
    for (byte[] good : corpus) {
      assertTrue(target.feed(good, folder), "a good file is refused");
    }
    Random random = new Random(20260101);
    Mutator mutator = new Mutator(random, corpus);
    int accepted = 0;
    for (int run = 0; run < MUTANTS; run++) {
      byte[] mutant = mutator.next();
      // Damage behind the checksums is only found where these are right.
      byte[] bytes = target == ReaderTarget.PNG && run % 8 > 0 ? Corpus.withCrcs(mutant) : mutant;
      try {
        accepted += target.feed(bytes, folder) ? 1 : 0;
      } catch (Throwable e) {
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, 400));
        throw new AssertionError("mutant %d: %s".formatted(run, Arrays.toString(head)), e);
      }
    }
    assertTrue(accepted > 0, "no mutant was accepted");
    assertTrue(accepted < MUTANTS, "no mutant was refused");
  }

  @ParameterizedTest
  @EnumSource
  void noReaderTakesAnEmptyFile(ReaderTarget target) {
    assertEquals(false, target.feed(new byte[0], folder));
  }
}
