package dev.lanewise.engine.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.testing.graphs.RandomSignals;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** However a signal is cut into pieces, a stream computes what a plan computes of all of it. */
class StreamEqualsBatchTest {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT;

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void positionsAreThoseOfTheWholeSignal(
      @ForAll long seed,
      @ForAll @IntRange(min = 20, max = 70) int length,
      @ForAll @IntRange(min = 1, max = 12) int nodes,
      @ForAll @IntRange(min = 1, max = 9) int quarters) {
    Graph graph = RandomSignals.of(seed, length, nodes, true, 4, false);
    Random random = new Random(seed);
    boolean optimise = random.nextInt(4) > 0;
    Options options = Options.defaults().threads(1).precise(true).optimise(optimise);
    try (Model model = Model.of(graph, RandomWeights.of(graph, seed));
        Plan plan = model.compile(options);
        Session session = plan.newSession();
        StreamPlan streamPlan = model.compileStream(options, 4 * quarters)) {
      Map<String, List<Float>> got = new LinkedHashMap<>();
      plan.outputs().keySet().forEach(output -> got.put(output, new ArrayList<>()));
      try (SampleStream stream = streamPlan.newStream(outputs -> take(outputs, got))) {
        for (int signal = 0; signal < 2; signal++) {
          float[] samples = noise(random, length * stream.sampleFloats());
          got.values().forEach(List::clear);
          pushInPieces(stream, samples, random);
          stream.finish();
          session
              .input("input0")
              .copyFrom(MemorySegment.ofArray(channelsFirst(samples, plan.inputs().get("input0"))));
          session.run();
          plan.outputs()
              .forEach(
                  (output, shape) ->
                      assertArrayEquals(
                          session.output(output).toArray(F32),
                          channelsFirst(floats(got.get(output)), shape),
                          output + " of " + graph));
        }
      }
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void windowsWithoutPaddingAreThoseOfAPlan(
      @ForAll long seed,
      @ForAll @IntRange(min = 24, max = 50) int window,
      @ForAll @IntRange(min = 1, max = 10) int nodes,
      @ForAll @IntRange(min = 1, max = 15) int quarters) {
    Graph graph = RandomSignals.of(seed, window, nodes, false, 4, true);
    Options options = Options.defaults().threads(1).precise(true);
    Random random = new Random(seed);
    int hop = 4 * quarters;
    try (Model model = Model.of(graph, RandomWeights.of(graph, seed));
        Plan plan = model.compile(options);
        StreamPlan streamPlan = model.compileStream(options, hop)) {
      List<float[]> alone = new ArrayList<>();
      List<float[]> sliding = new ArrayList<>();
      try (SampleStream windows = SampleStream.windows(plan, hop, collect(alone, hop));
          SampleStream stream = streamPlan.newStream(collect(sliding, hop))) {
        float[] samples = noise(random, (window + random.nextInt(100)) * stream.sampleFloats());
        pushInPieces(windows, samples, random);
        pushInPieces(stream, samples, random);
        int complete = alone.size();
        windows.finish();
        stream.finish();
        assertEquals(complete, sliding.size(), "windows of " + graph);
        for (int i = 0; i < complete; i++) {
          assertArrayEquals(alone.get(i), sliding.get(i), "window " + i + " of " + graph);
        }
      }
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void windowsAreMeansOverTheWholeSignal(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int nodes) {
    int window = 40;
    int length = 100;
    Graph windows = RandomSignals.of(seed, window, nodes, true, 1, true);
    Graph whole = RandomSignals.of(seed, length, nodes, true, 1, false);
    // Where little is left of a value, the generator goes another way.
    Assume.that(layers(windows).equals(layers(whole)));
    // A second output keeps the optimiser from folding, which rounds otherwise.
    Assume.that(whole.outputs().size() == 1);
    Options options = Options.defaults().threads(1).precise(true);
    Random random = new Random(seed);
    List<float[]> got = new ArrayList<>();
    try (Model model = Model.of(windows, RandomWeights.of(windows, seed));
        Model body = Model.of(whole, RandomWeights.of(whole, seed));
        Plan plan = body.compile(options);
        Session session = plan.newSession();
        StreamPlan streamPlan = model.compileStream(options, 8);
        SampleStream stream = streamPlan.newStream(collect(got, 8))) {
      float[] samples = noise(random, length * stream.sampleFloats());
      pushInPieces(stream, samples, random);
      stream.finish();
      session
          .input("input0")
          .copyFrom(MemorySegment.ofArray(channelsFirst(samples, plan.inputs().get("input0"))));
      session.run();
      Shape shape = plan.outputs().get("output0");
      float[] positions = session.output("output0").toArray(F32);
      int channels = (int) shape.dim(1);
      int inner = (int) (shape.elementCount() / channels / shape.dim(2));
      int seen = window + (int) shape.dim(2) - length;
      assertEquals((length - window) / 8 + 1, got.size());
      for (int w = 0; w < got.size(); w++) {
        for (int c = 0; c < channels; c++) {
          double sum = 0;
          double absolute = 0;
          for (int i = 0; i < seen * inner; i++) {
            double x = positions[(int) (c * shape.dim(2) + w * 8) * inner + i];
            sum += x;
            absolute += Math.abs(x);
          }
          // n - 1 additions and a division, each off by at most 2^-24 of what it yields.
          double bound = Math.scalb(absolute, -24) + Float.MIN_VALUE;
          double mean = sum / (seen * inner);
          assertEquals(mean, got.get(w)[c], bound, "window " + w + ": " + windows);
        }
      }
    }
  }

  private static List<String> layers(Graph graph) {
    return graph
        .toString()
        .lines()
        .filter(line -> !line.contains("output ") && !line.contains("global_average_pool"))
        .map(line -> line.replaceAll("\\[[^]]*]", ""))
        .toList();
  }

  private static StreamListener collect(List<float[]> windows, int hop) {
    return outputs -> {
      assertEquals((long) windows.size() * hop, outputs.first());
      assertEquals(1, outputs.count());
      windows.add(outputs.get().toArray(F32));
    };
  }

  private static void take(StreamOutputs outputs, Map<String, List<Float>> to) {
    to.forEach(
        (output, list) -> {
          float[] values = outputs.get(output).toArray(F32);
          int count = outputs.count(output);
          if (count > 0) {
            assertEquals(list.size(), outputs.first(output) * (values.length / count));
          }
          for (float value : values) {
            list.add(value);
          }
        });
  }

  private static void pushInPieces(SampleStream stream, float[] samples, Random random) {
    int sample = stream.sampleFloats();
    int done = 0;
    while (done < samples.length) {
      int count = Math.min(samples.length - done, random.nextInt(40) * sample);
      if (random.nextBoolean()) {
        stream.push(samples, done, count);
      } else {
        stream.push(MemorySegment.ofArray(samples).asSlice(4L * done, 4L * count));
      }
      done += count;
    }
  }

  /** From samples one after the other to {@code [N, C, spatial...]}. */
  private static float[] channelsFirst(float[] samples, Shape shape) {
    int channels = (int) shape.dim(1);
    int positions = (int) shape.dim(2);
    int inner = (int) (shape.elementCount() / channels / positions);
    float[] result = new float[samples.length];
    for (int p = 0; p < samples.length / channels / inner; p++) {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(
            samples, (p * channels + c) * inner, result, (c * positions + p) * inner, inner);
      }
    }
    return result;
  }

  private static float[] floats(List<Float> list) {
    float[] result = new float[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = list.get(i);
    }
    return result;
  }

  private static float[] noise(Random random, int length) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }
}
