package dev.lanewise.app.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Timing with a clock that the test moves. */
class StopwatchTest {
  private long now;
  private long compiled;
  private int runs;

  @Test
  void measuresAfterItGotNoFaster() {
    // Slow at first, as before compilation.
    Timings timings =
        new Stopwatch(1_000, 30, () -> now, () -> 0).measure(() -> now += runs++ < 8 ? 100 : 10);
    assertEquals(10, timings.median());
    assertEquals(100, timings.runs()); // 1000 / 10
  }

  @Test
  void waitsForTheCompiler() {
    // Always as slow while the compiler works, then fast.
    Stopwatch stopwatch = new Stopwatch(1_000_000, 30, () -> now, () -> compiled);
    Timings timings =
        stopwatch.measure(
            () -> {
              runs++;
              compiled += runs < 40 ? 1 : 0;
              now += runs < 40 ? 100_000 : 20_000;
            });
    assertEquals(20_000, timings.median());
  }

  @Test
  void doesNotWarmUpForever() {
    Timings timings =
        new Stopwatch(1_000, 30, () -> now, () -> compiled)
            .measure(
                () -> {
                  runs++;
                  compiled += 1_000_000;
                  now += 100;
                });
    assertTrue(runs - timings.runs() <= 110, "runs of warm-up " + (runs - timings.runs()));
    assertEquals(30, timings.runs());
  }

  @Test
  void slowRunsNeedNotBeMany() {
    Timings timings = new Stopwatch(1_000, 30, () -> now, () -> 0).measure(() -> now += 5_000);
    assertEquals(5, timings.runs());
  }

  @Test
  void ordersTimes() {
    Timings ten = new Timings(new long[] {10, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    assertEquals(5.5, ten.median());
    assertEquals(9, ten.p90());
    assertEquals(1, ten.min());
    long[] hundred = new long[100];
    Arrays.setAll(hundred, i -> i + 1);
    assertEquals(90, new Timings(hundred).p90());
    Timings one = new Timings(new long[] {7});
    assertEquals(7, one.median());
    assertEquals(7, one.p90());
  }

  @Test
  void thePeakIsTakenOnceSteady() {
    PrimitiveIterator.OfDouble values =
        DoubleStream.of(0.1, 0.1, 3, 90, 100, 101, 99, 500).iterator();
    assertEquals(101, PeakMeter.steady(values::nextDouble));
    assertEquals(500, values.nextDouble());
  }

  @Test
  void countsTwoOperationsForEachMac() {
    BenchResult result =
        new BenchResult("m", 1, 1, 1_000_000, new Timings(new long[] {1_000_000}), 4, 0);
    assertEquals(2, result.gflops());
    assertEquals(50, result.percentOfPeak());
  }
}
