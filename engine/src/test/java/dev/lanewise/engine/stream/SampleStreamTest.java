package dev.lanewise.engine.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

class SampleStreamTest {
  private static final Options ONE = Options.defaults().threads(1);
  private static final StreamListener NOBODY = _ -> {};

  private static Graph graph(Function<GraphBuilder, Value> layers) {
    GraphBuilder g = new GraphBuilder("net");
    g.output("output0", layers.apply(g));
    return g.build();
  }

  private static Value signal(GraphBuilder g, long samples) {
    return g.input("input0", Shape.of(1, 2, samples));
  }

  /** Sees the last four samples. */
  private static Graph causal() {
    return graph(
        g ->
            g.relu(
                g.conv(
                    "conv",
                    signal(g, 16),
                    3,
                    ConvSpec.of(4).pad(new int[] {3}, new int[] {0}).bias())));
  }

  private static Graph averaging() {
    return graph(
        g -> g.globalAveragePool(g.relu(g.conv("conv", signal(g, 16), 3, ConvSpec.of(5).bias()))));
  }

  private static StreamPlan streamPlan(Graph graph, int hop) {
    try (Model model = Model.of(graph, RandomWeights.of(graph))) {
      return model.compileStream(ONE, hop);
    }
  }

  private static Plan plan(Graph graph) {
    try (Model model = Model.of(graph, RandomWeights.of(graph))) {
      return model.compile(ONE);
    }
  }

  @Test
  void aCausalNetworkAnswersAtOnce() {
    List<Long> firsts = new ArrayList<>();
    try (StreamPlan plan = streamPlan(causal(), 2);
        SampleStream stream =
            plan.newStream(
                outputs -> {
                  firsts.add(outputs.first());
                  assertEquals(2, outputs.count());
                  assertEquals(2, outputs.count("output0"));
                  assertEquals(6 * Float.BYTES, outputs.get("output0").byteSize());
                })) {
      assertEquals(0, plan.latency());
      assertEquals(2, plan.hop());
      assertEquals(2, stream.sampleFloats());
      stream.push(new float[2]);
      assertEquals(List.of(), firsts);
      stream.push(new float[8]);
      assertEquals(List.of(0L, 2L), firsts);
      assertEquals(5, stream.samples());
    }
  }

  @Test
  void theEndOfASignalIsHandedOut() {
    Graph same = graph(g -> g.conv("conv", signal(g, 16), 1, ConvSpec.of(5).pad(2).bias()));
    List<Integer> counts = new ArrayList<>();
    try (StreamPlan plan = streamPlan(same, 4);
        SampleStream stream = plan.newStream(outputs -> counts.add(outputs.count()))) {
      assertEquals(2, plan.latency());
      stream.push(new float[2 * 9]);
      assertEquals(List.of(2, 4), counts);
      stream.finish();
      assertEquals(List.of(2, 4, 3), counts);
      assertEquals(0, stream.samples());
      stream.finish();
      assertEquals(3, counts.size(), "an empty signal has no outputs");
    }
  }

  @Test
  void aSecondSignalKnowsNothingOfTheFirst() {
    float[] signal = new float[2 * 6];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = i - 5;
    }
    List<float[]> outputs = new ArrayList<>();
    try (StreamPlan plan = streamPlan(causal(), 3);
        SampleStream stream =
            plan.newStream(
                ready -> {
                  float[] copy = new float[9];
                  assertEquals(9, ready.copyTo(copy));
                  assertThrows(LanewiseException.class, () -> ready.copyTo(new float[8]));
                  outputs.add(copy);
                })) {
      stream.push(signal);
      stream.push(signal, 0, 2);
      stream.reset();
      stream.push(signal);
    }
    assertEquals(4, outputs.size());
    assertArrayEquals(outputs.get(0), outputs.get(2));
    assertArrayEquals(outputs.get(1), outputs.get(3));
  }

  @Test
  void aWindowIsReadyWithItsLastSample() {
    List<Long> windows = new ArrayList<>();
    for (int hop : new int[] {1, 3, 4, 16, 20}) {
      try (StreamPlan plan = streamPlan(averaging(), hop);
          SampleStream stream = plan.newStream(outputs -> windows.add(outputs.first()))) {
        assertTrue(plan.isWindowed());
        assertEquals(0, plan.latency());
        assertEquals(16, plan.window());
        windows.clear();
        stream.push(new float[2 * 15]);
        assertEquals(List.of(), windows);
        stream.push(new float[2]);
        assertEquals(List.of(0L), windows);
        stream.push(new float[2 * hop]);
        assertEquals(List.of(0L, (long) hop), windows);
      }
    }
  }

  @Test
  void windowsWithGapsLeaveSamplesOut() {
    List<float[]> means = new ArrayList<>();
    Graph mean = graph(g -> g.globalAveragePool(g.input("input0", Shape.of(1, 1, 2))));
    try (Plan plan = plan(mean);
        SampleStream stream =
            SampleStream.windows(
                plan, 3, outputs -> means.add(new float[] {outputs.first(), mean(outputs)}))) {
      stream.push(new float[] {1, 3, 9, 5, 7, 9, 8});
      stream.finish();
    }
    assertEquals(3, means.size());
    assertArrayEquals(new float[] {0, 2}, means.get(0));
    assertArrayEquals(new float[] {3, 6}, means.get(1));
    assertArrayEquals(new float[] {6, 4}, means.get(2), "continued with a zero");
  }

  private static float mean(StreamOutputs outputs) {
    float[] one = new float[1];
    outputs.copyTo(one);
    return one[0];
  }

  @Test
  void closedStreamsRefuse() {
    StreamPlan plan = streamPlan(causal(), 2);
    SampleStream stream = plan.newStream(NOBODY);
    plan.close();
    stream.push(new float[8]);
    stream.close();
    stream.close();
    assertSays(
        "stream of net: closed", IllegalStateException.class, () -> stream.push(new float[2]));
    assertSays("stream of net: closed", IllegalStateException.class, stream::finish);
    assertSays("closed", IllegalStateException.class, () -> plan.newStream(NOBODY));
  }

  @Test
  void aListenerMayNotPush() {
    SampleStream[] stream = new SampleStream[1];
    try (StreamPlan plan = streamPlan(causal(), 2)) {
      stream[0] = plan.newStream(_ -> stream[0].push(new float[2]));
      assertSays("in use", IllegalStateException.class, () -> stream[0].push(new float[4]));
      stream[0].close();
    }
  }

  @Test
  void badInputIsRefused() {
    try (StreamPlan plan = streamPlan(causal(), 2);
        SampleStream stream = plan.newStream(NOBODY)) {
      assertSays(
          "net: wanted whole samples of 2 floats, got 3 floats",
          LanewiseException.class,
          () -> stream.push(new float[3]));
      assertThrows(IndexOutOfBoundsException.class, () -> stream.push(new float[4], 2, 4));
      assertEquals(0, stream.samples());
    }
    assertSays(
        "net: hop: wanted at least 1", LanewiseException.class, () -> streamPlan(causal(), 0));
    try (Plan plan = plan(causal())) {
      assertSays(
          "net: hop: wanted at least 1",
          LanewiseException.class,
          () -> SampleStream.windows(plan, 0, NOBODY));
    }
  }

  @Test
  void whatDoesNotSlideIsNamed() {
    refused(
        "net: node input0.resize (resize nearest by 2.0): cannot be computed piece by piece",
        g -> g.rescale(signal(g, 16), Sampling.NEAREST, 2));
    refused("node input0.reshape (reshape to [4, 8])", g -> g.reshape(signal(g, 16), 4, 8));
    refused(
        "divisor changes at the ends",
        g -> g.averagePool(signal(g, 16), PoolSpec.of(3).stride(1).pad(1).paddingNotCounted()));
    refused(
        "net: node conv: wanted a hop that is a multiple of 4 samples",
        g -> g.conv("conv", signal(g, 16), 1, ConvSpec.of(3).stride(4)));
    refused("a stream wants one input [1, C, samples...]", g -> g.input("x", Shape.of(1, 8)));
    refused(
        "output output0 belongs to each position, others do not",
        g -> {
          Value x = g.relu(signal(g, 16));
          g.output("mean", g.globalAveragePool(x));
          return x;
        });
  }

  private static void refused(String message, Function<GraphBuilder, Value> layers) {
    assertSays(message, LanewiseException.class, () -> streamPlan(graph(layers), 2));
  }

  private static void assertSays(String message, Class<? extends Exception> type, Executable code) {
    String got = assertThrows(type, code).getMessage();
    assertTrue(got.contains(message), got);
  }

  /** As with sessions, with the widest vectors and once the compiler has settled. */
  @Test
  @Tag("once")
  @Timeout(120)
  void pushingAllocatesNothing() {
    try (StreamPlan plan = streamPlan(averaging(), 4);
        Plan whole = plan(averaging());
        SampleStream stream = plan.newStream(NOBODY);
        SampleStream windows = SampleStream.windows(whole, 4, NOBODY)) {
      plan.warmUp(Duration.ofSeconds(2));
      whole.warmUp(Duration.ofSeconds(2));
      assertEquals(0, leastAllocated(stream));
      assertEquals(0, leastAllocated(windows));
    }
  }

  private static long leastAllocated(SampleStream stream) {
    ThreadMXBean meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] piece = new float[2 * 5];
    long least = Long.MAX_VALUE;
    for (int window = 0; window < 30 && least > 0; window++) {
      long before = meter.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        stream.push(piece);
      }
      least = Math.min(least, meter.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
