package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.testing.graphs.SmallNets;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run allocates nothing on the heap, neither in the calling thread nor in workers.
 *
 * <p>Until the JIT compiler has settled, vectors are boxed; so windows of runs are measured until
 * one is free of allocation. With the widest vectors only: after hundreds of other tests in the
 * same JVM, the compiler has given up some of the code for narrower ones. Step by step, the
 * kernels' own test looks at every width.
 */
@Tag("once")
@Timeout(300)
class AllocationTest {
  private static final ThreadMXBean METER = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int RUNS = 1000;
  private static final int WINDOWS = 30;
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
        assertEquals(0, leastAllocated(session, WINDOWS), "bytes in " + RUNS + " runs of " + plan);
      }
    }
  }

  /** Proves the meter alive. */
  @Test
  void aListenerThatAllocatesIsSeen() {
    try (Plan plan = TestPlans.of(GRAPH, Options.defaults().threads(2));
        Session session = plan.newSession()) {
      session.listen((_, _, _, _) -> sink = new byte[16]);
      assertTrue(leastAllocated(session, 1) >= RUNS * plan.steps().size() * 32L);
    }
  }

  /** The least that {@value #RUNS} runs allocated, over some windows. */
  private static long leastAllocated(Session session, int windows) {
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
    for (int window = 0; window < windows && least > 0; window++) {
      long before = allocated(workers);
      long mine = METER.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < RUNS; run++) {
        session.run(in, out);
      }
      mine = METER.getCurrentThreadAllocatedBytes() - mine;
      least = Math.min(least, mine + allocated(workers) - before);
    }
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
