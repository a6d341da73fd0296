package dev.lanewise.bench;

import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.Kernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The multiply-add peak of one thread in GFLOP/s (the counter {@code gflop}): the yardstick of
 * {@link ConvBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Threads(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class PeakBenchmark {
  private static final int ROUNDS = 20_000;

  private final KernelProvider kernels = Kernels.best();

  /** Multiplies and adds in registers. */
  @Benchmark
  public void fma(ConvBenchmark.Work work) {
    work.gflop += kernels.exerciseFma(ROUNDS) * 1e-9;
  }
}
