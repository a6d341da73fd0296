package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.testing.graphs.SmallNets;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run allocates nothing on the heap, neither in the calling thread nor in workers.
 *
 * <p>Until the JIT compiler has settled, vectors are boxed; so windows of runs are measured until
 * one is free of allocation.
 */
@Timeout(300)
class AllocationTest {
  private static final ThreadMXBean METER = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int RUNS = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Graph GRAPH = SmallNets.residual();

  private static volatile Object sink;

  static List<Graph> graphs() {
    return List.of(GRAPH, SmallNets.decoder(), SmallNets.attention());
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void aRunAllocatesNothing(Graph graph) {
    for (int threads = 1; threads <= 2; threads++) {
      try (Plan plan = TestPlans.of(graph, Options.defaults().threads(threads));
          Session session = plan.newSession()) {
        assertEquals(0, leastAllocated(session, PATIENCE), "bytes in " + RUNS + " runs of " + plan);
      }
    }
  }

  /** Proves the meter alive. */
  @Test
  void aListenerThatAllocatesIsSeen() {
    try (Plan plan = TestPlans.of(GRAPH, Options.defaults().threads(2));
        Session session = plan.newSession()) {
      session.listen((_, _, _, _) -> sink = new byte[16]);
      assertTrue(leastAllocated(session, Duration.ZERO) >= RUNS * plan.steps().size() * 32L);
    }
  }

  /** The least that {@value #RUNS} runs allocated, over some windows of time. */
  private static long leastAllocated(Session session, Duration patience) {
    float[] in = TestPlans.noise((int) (session.input("input0").byteSize() / Float.BYTES));
    float[] out = new float[(int) (session.output("output0").byteSize() / Float.BYTES)];
    session.run(in, out);
    long[] workers =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("lanewise-worker-"))
            .mapToLong(Thread::threadId)
            .toArray();
    assertEquals(session.plan().threads() - 1, workers.length);
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    do {
      long before = allocated(workers);
      long mine = METER.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < RUNS; run++) {
        session.run(in, out);
      }
      mine = METER.getCurrentThreadAllocatedBytes() - mine;
      least = Math.min(least, mine + allocated(workers) - before);
    } while (least > 0 && System.nanoTime() - start < patience.toNanos());
    return least;
  }

  private static long allocated(long[] threads) {
    long bytes = 0;
    for (long thread : threads) {
      bytes += METER.getThreadAllocatedBytes(thread);
    }
    return bytes;
  }
}
