package dev.lanewise.app.check;

import dev.lanewise.app.bench.ResidentMemory;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was seen of a model with one number of threads.
 *
 * @param threads of a run
 * @param runs after warm-up; a few more were made before it
 * @param firstDifference the first run, cold ones included, whose outputs differ from those of the
 *     very first one; 0 if all have the same bits
 * @param settled whether the warm-up was long enough
 * @param allocatedBytes on the heap, by all runs after warm-up, in the calling thread and in
 *     workers
 * @param residentEarly resident memory after a tenth of the runs, in bytes; 0 if unknown
 * @param residentLate resident memory after all runs
 * @param arenaBytes of the activations of a session
 * @param arenaLowerBound the largest sum of activations that live at the same time
 */
public record ModelCheck(
    int threads,
    int runs,
    int firstDifference,
    boolean settled,
    long allocatedBytes,
    long residentEarly,
    long residentLate,
    long arenaBytes,
    long arenaLowerBound) {
  private static final int COLD_RUNS = 3;

  /** Whether all outputs have the same bits, and runs allocate nothing. */
  public boolean holds() {
    return firstDifference == 0 && allocatedBytes == 0;
  }

  /** How much more than it must an arena takes, as a fraction. */
  public double arenaExcess() {
    return arenaLowerBound == 0 ? 0 : (double) arenaBytes / arenaLowerBound - 1;
  }

  /** How much the resident memory grew after a tenth of the runs, as a fraction. */
  public double growth() {
    return residentEarly == 0 ? 0 : (double) residentLate / residentEarly - 1;
  }

  /**
   * Checks a model.
   *
   * @param options everything but threads
   * @param threads numbers of threads; all must give the same bits
   * @param runs for each of them
   * @param warmUp at most, for each of them
   * @param fill fills an input, always alike
   */
  public static List<ModelCheck> of(
      Model model,
      Options options,
      List<Integer> threads,
      int runs,
      Duration warmUp,
      Consumer<MemorySegment> fill) {
    List<ModelCheck> checks = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> first = new ArrayList<>();
      for (int count : threads) {
        try (Plan plan = model.compile(options.threads(count));
            Session session = plan.newSession()) {
          plan.inputs().keySet().forEach(name -> fill.accept(session.input(name)));
          checks.add(check(session, runs, warmUp, first, arena));
        }
      }
    }
    return checks;
  }

  private static ModelCheck check(
      Session session, int runs, Duration warmUp, List<MemorySegment> first, Arena arena) {
    Plan plan = session.plan();
    MemorySegment[] outputs =
        plan.outputs().keySet().stream().map(session::output).toArray(MemorySegment[]::new);
    int difference = 0;
    for (int run = 1; run <= COLD_RUNS; run++) {
      session.run();
      if (first.isEmpty()) {
        for (MemorySegment output : outputs) {
          first.add(arena.allocate(output.byteSize(), 64).copyFrom(output));
        }
      }
      difference = difference == 0 && differs(outputs, first) ? run : difference;
    }
    boolean settled = plan.warmUp(warmUp).settled();
    long[] workers = Resources.workers();
    session.run();
    long before = Resources.allocated(workers);
    int tenth = Math.max(1, runs / 10);
    for (int run = 1; run <= tenth; run++) {
      session.run();
      difference = difference == 0 && differs(outputs, first) ? COLD_RUNS + run : difference;
    }
    long allocated = Resources.allocated(workers) - before;
    long early = ResidentMemory.now();
    before = Resources.allocated(workers);
    for (int run = tenth + 1; run <= runs; run++) {
      session.run();
      difference = difference == 0 && differs(outputs, first) ? COLD_RUNS + run : difference;
    }
    allocated += Resources.allocated(workers) - before;
    return new ModelCheck(
        plan.threads(),
        runs,
        difference,
        settled,
        allocated,
        early,
        ResidentMemory.now(),
        plan.arenaBytes(),
        plan.arenaLowerBound());
  }

  private static boolean differs(MemorySegment[] outputs, List<MemorySegment> first) {
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i].mismatch(first.get(i)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
