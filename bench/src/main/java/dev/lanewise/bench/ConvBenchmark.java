package dev.lanewise.bench;

import dev.lanewise.bench.conv.ConvKernels;
import dev.lanewise.bench.conv.ConvWorkload;
import dev.lanewise.kernels.ConvProblem;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One convolution with bias and ReLU, by one thread, in native memory.
 *
 * <pre>{@code
 * ./lanewise jmh ConvBenchmark -p problem="n1 g1 c64x56x56 k64 3x3 s1 p1" -p kernel=im2col
 * }</pre>
 *
 * <p>The counter {@code gflop} is the speed in GFLOP/s, two operations counted for each
 * multiply-add of direct summation; {@link PeakBenchmark} has the same counter for the peak.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Threads(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class ConvBenchmark {
  /** A problem line. */
  @Param({
    "n1 g1 c64x56x56 k64 3x3 s1 p1",
    "n1 g1 c128x28x28 k128 3x3 s1 p1",
    "n1 g1 c256x14x14 k256 3x3 s1 p1",
    "n1 g1 c512x7x7 k512 3x3 s1 p1",
    "n1 g1 c256x56x56 k64 1x1 s1 p0",
    "n1 g1 c3x224x224 k64 7x7 s2 p3"
  })
  public String problem;

  /** The name of a kernel, or {@code chosen} for the one of least estimated cost. */
  @Param(ConvKernels.CHOSEN)
  public String kernel;

  private ConvWorkload workload;

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Operations in billions. */
    public double gflop;
  }

  /** Fills the operands and packs the weights. */
  @Setup
  public void prepare() {
    ConvProblem parsed = ConvProblem.parse(problem);
    workload = new ConvWorkload(parsed, ConvKernels.named(kernel, parsed));
  }

  /** Frees the memory. */
  @TearDown
  public void free() {
    workload.close();
  }

  /** Computes the convolution once. */
  @Benchmark
  public void run(Work work) {
    workload.run();
    work.gflop += workload.flops() * 1e-9;
  }
}
