package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.testing.graphs.SmallNets;
import java.time.Duration;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private long compiled;
  private int runs;
  private long allocated;
  private int boxedRuns;

  /** Windows of 10 ms, at least 20 ms, at most 1 s. */
  private WarmUp repeat(IntToLongFunction nanosOfRun, long compiledMillisPerRun, int until) {
    return WarmUp.repeat(
        () -> {
          now += nanosOfRun.applyAsLong(runs);
          compiled += runs++ < until ? compiledMillisPerRun : 0;
          allocated += runs < boxedRuns ? 16 : 0;
        },
        new WarmUp.Pace(
            10 * MILLI, 20 * MILLI, 1000 * MILLI, () -> now, () -> compiled, () -> allocated));
  }

  @Test
  void endsWhenRunsGetNoFaster() {
    WarmUp warm = repeat(run -> run < 5 ? 10 * MILLI : MILLI, 0, 0);
    assertTrue(warm.settled());
    assertEquals(10 * MILLI, warm.firstNanos());
    assertEquals(MILLI, warm.lastNanos());
    // Two windows with slow runs, one that is faster than these, three calm ones.
    assertTrue(warm.runs() >= 40 && warm.runs() < 60, warm.toString());
  }

  @Test
  void goesOnWhileTheJvmCompiles() {
    WarmUp warm = repeat(_ -> MILLI, 1, 200);
    assertTrue(warm.settled());
    assertTrue(warm.runs() >= 230, warm.toString());
    assertEquals(200, warm.compiledMillis());
  }

  @Test
  void goesOnWhileRunsAllocate() {
    boxedRuns = 150;
    WarmUp warm = repeat(_ -> MILLI, 0, 0);
    assertTrue(warm.settled());
    assertTrue(warm.runs() >= 180, warm.toString());
  }

  @Test
  void saysSoWhenTimeRunsOut() {
    WarmUp faster = repeat(run -> (long) (60 * MILLI * Math.pow(0.95, run)), 0, 0);
    assertFalse(faster.settled());
    assertTrue(faster.nanos() >= 1000 * MILLI && faster.nanos() < 1060 * MILLI);
    now = compiled = runs = 0;
    WarmUp one = repeat(_ -> 5000 * MILLI, 0, 0);
    assertFalse(one.settled());
    assertEquals(1, one.runs());
    assertEquals(
        "not settled after 5.0 s and 1 runs, from 5000.000 to 5000.000 ms; the JVM compiled for 0.0"
            + " s",
        one.toString());
  }

  @Test
  void aPlanIsWarmedUpWithinItsTime() {
    try (Plan plan = TestPlans.of(SmallNets.residual(), Options.defaults().threads(2))) {
      WarmUp little = plan.warmUp(Duration.ofMillis(1));
      assertFalse(little.settled());
      assertTrue(little.runs() >= 1);
      WarmUp more = plan.warmUp(Duration.ofSeconds(2));
      assertTrue(more.runs() > 1);
      assertEquals(
          "warm-up: wanted a time above 0, got PT0S",
          assertThrows(LanewiseException.class, () -> plan.warmUp(Duration.ZERO)).getMessage());
    }
  }

  @Test
  void aClosedPlanIsNotWarmedUp() {
    Plan plan = TestPlans.of(SmallNets.residual(), Options.defaults().threads(1));
    plan.close();
    assertEquals(
        "plan of residual: closed",
        assertThrows(IllegalStateException.class, plan::warmUp).getMessage());
  }
}
