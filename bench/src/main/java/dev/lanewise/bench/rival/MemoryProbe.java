package dev.lanewise.bench.rival;

import dev.lanewise.app.bench.ResidentMemory;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A process of its own that runs an ONNX file a few times and prints the most bytes of memory that
 * it ever held.
 */
public final class MemoryProbe {
  static final String OURS = "lanewise";
  static final String THEIRS = "onnxruntime";

  private static final int RUNS = 5;

  private MemoryProbe() {}

  /**
   * Runs the model.
   *
   * @param args {@link #OURS} or {@link #THEIRS}, the file, the number of threads, whether only
   *     direct summation is allowed, the shapes of inputs and of outputs as {@link #text} writes
   *     them
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    int threads = Integer.parseInt(args[2]);
    Map<String, Shape> inputs = parse(args[4]);
    Map<String, float[]> values = new LinkedHashMap<>();
    inputs.forEach(
        (name, shape) -> values.put(name, new float[Math.toIntExact(shape.elementCount())]));
    Options options = Options.defaults().threads(threads).precise(Boolean.parseBoolean(args[3]));
    try (Contestant contestant =
        args[0].equals(OURS)
            ? new OnnxContestant(file, options, inputs, values)
            : new OrtContestant(file, threads, inputs, values, parse(args[5]))) {
      for (int run = 0; run < RUNS; run++) {
        contestant.run();
      }
    }
    System.out.println(ResidentMemory.peak());
  }

  /** Names and shapes in one word, such as {@code input0:1x3x224x224,input1:1x10}. */
  static String text(Map<String, Shape> shapes) {
    return shapes.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + ":"
                    + LongStream.of(entry.getValue().dims())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining("x")))
        .collect(Collectors.joining(","));
  }

  private static Map<String, Shape> parse(String text) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String each : text.split(",")) {
      int colon = each.lastIndexOf(':');
      long[] dims =
          Arrays.stream(each.substring(colon + 1).split("x")).mapToLong(Long::parseLong).toArray();
      shapes.put(each.substring(0, colon), Shape.of(dims));
    }
    return shapes;
  }
}
