package dev.lanewise.engine.profile;

import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.PlannedStep;
import dev.lanewise.engine.plan.RunCancelledException;
import dev.lanewise.engine.plan.RunListener;
import dev.lanewise.engine.plan.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The time of every step of a plan, over some runs.
 *
 * @param network its name
 * @param threads of a run
 * @param layers in order of execution
 * @param runs the last runs in full, oldest first
 * @param runCount how many runs the medians are of
 */
public record Profile(
    String network, int threads, List<Layer> layers, List<Run> runs, int runCount) {
  private static final int FEWEST_RUNS = 5;
  private static final int MOST_RUNS = 10_000;
  private static final int KEPT_RUNS = 3;

  public Profile {
    layers = List.copyOf(layers);
    runs = List.copyOf(runs);
  }

  /**
   * A step and its time.
   *
   * @param index in the plan
   * @param nanos the median over all runs
   */
  public record Layer(int index, PlannedStep step, double nanos) {
    /** Two operations for each multiply-accumulate of direct summation. */
    public double gflops() {
      return 2.0 * step.macs() / nanos;
    }
  }

  /**
   * One run: when each step began, by {@link System#nanoTime}, and how long it took.
   *
   * @param startNanos by step
   * @param nanos by step
   */
  public record Run(long[] startNanos, long[] nanos) {}

  /** The sum over all steps. */
  public double nanos() {
    return layers.stream().mapToDouble(Layer::nanos).sum();
  }

  /** The part of the whole time that a layer takes. */
  public double share(Layer layer) {
    return layer.nanos / nanos();
  }

  /**
   * Runs a session for at least a time and {@value #FEWEST_RUNS} runs. Its inputs should be filled
   * and its plan warmed up; its listener is removed.
   *
   * @throws RunCancelledException if the thread is interrupted
   */
  public static Profile measure(Session session, long leastNanos) {
    Plan plan = session.plan();
    try {
      return measure(
          plan.name(),
          plan.threads(),
          plan.steps(),
          listener -> {
            session.listen(listener);
            session.run();
          },
          leastNanos);
    } finally {
      session.listen(null);
    }
  }

  /**
   * Runs something that consists of steps for at least a time and {@value #FEWEST_RUNS} runs.
   *
   * @param network its name
   * @param threads of a run
   * @param steps of every run
   * @param run runs once, and tells of each step by its index in {@code steps}
   */
  public static Profile measure(
      String network,
      int threads,
      List<PlannedStep> steps,
      Consumer<RunListener> run,
      long leastNanos) {
    Recorder recorder = new Recorder(steps.size());
    long start = System.nanoTime();
    while (recorder.runs.size() < MOST_RUNS
        && (recorder.runs.size() < FEWEST_RUNS || System.nanoTime() - start < leastNanos)) {
      recorder.begin();
      run.accept(recorder);
    }
    return recorder.profile(network, threads, steps);
  }

  private static final class Recorder implements RunListener {
    private final List<Run> runs = new ArrayList<>();
    private final int steps;

    Recorder(int steps) {
      this.steps = steps;
    }

    void begin() {
      runs.add(new Run(new long[steps], new long[steps]));
    }

    @Override
    public void onStep(int index, PlannedStep step, long startNanos, long nanos) {
      Run run = runs.getLast();
      run.startNanos[index] = startNanos;
      run.nanos[index] = nanos;
    }

    Profile profile(String network, int threads, List<PlannedStep> planned) {
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        int index = i;
        long[] times = runs.stream().mapToLong(run -> run.nanos[index]).sorted().toArray();
        layers.add(new Layer(i, planned.get(i), median(times)));
      }
      List<Run> last = runs.subList(Math.max(0, runs.size() - KEPT_RUNS), runs.size());
      return new Profile(network, threads, layers, last, runs.size());
    }

    private static double median(long[] sorted) {
      int half = sorted.length / 2;
      return Math.max(
          1, sorted.length % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]));
    }
  }

  @Override
  public String toString() {
    return "profile of %s: %s".formatted(network, Arrays.toString(layers.toArray()));
  }
}
