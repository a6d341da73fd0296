package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lines of HotSpot's compilers are understood. */
@Tag("once")
class CompilationLogTest {
  @Test
  void wholeMethodsCount() {
    CompilationLog log =
        CompilationLog.parse(
            List.of(
                "   1267 1381       4       a.B::tier4 (107 bytes)",
                "   1267 1382   !b  4       a.B::tier4WithHandler (107 bytes)",
                "   1797 1454 %     4       a.B::loop @ 168 (944 bytes)",
                "   2348 1491       3       a.B::tier3 (490 bytes)",
                "   2348 1381       4       a.B::dropped (107 bytes)   made not entrant: not used",
                "                              @ 163   a.B::inC2 (130 bytes)   inline (hot)",
                "                              @ 164   a.B::inC1 (130 bytes)   inline",
                "                              @ 9   a.B::big (121 bytes)   failed to inline: too"
                    + " big",
                "WARNING: Using incubator modules: jdk.incubator.vector"));
    assertEquals(Set.of("a.B::tier4", "a.B::tier4WithHandler", "a.B::inC2"), log.optimised());
    assertEquals(Set.of("a.B::tier3", "a.B::inC1"), log.profiled());
    assertEquals(Map.of(), log.refused());
  }

  @Test
  void refusalsAreSeenButForRetries() {
    CompilationLog log =
        CompilationLog.parse(
            List.of(
                "    626 1133       2       a.B::again (114 bytes)   COMPILE SKIPPED: concurrent"
                    + " class loading",
                "   2629 1506       3       a.B::wide (490 bytes)   COMPILE SKIPPED: out of virtual"
                    + " registers in LIR generator (retry at different tier)",
                "   2629 1507 %     4       a.B::huge @ 17 (9490 bytes)   COMPILE SKIPPED: out of"
                    + " nodes before split (not retryable)"));
    assertEquals(
        Map.of(
            "a.B::wide",
            "out of virtual registers in LIR generator (retry at different tier)",
            "a.B::huge",
            "out of nodes before split (not retryable)"),
        log.refused());
    assertEquals(Set.of(), log.optimised());
  }
}
