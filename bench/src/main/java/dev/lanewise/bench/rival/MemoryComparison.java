package dev.lanewise.bench.rival;

import dev.lanewise.bench.onnx.OnnxWriter;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.weights.RandomWeights;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The peak memory of a process that loads a network's ONNX file and runs it a few times: with
 * Lanewise and with ONNX Runtime in turns, each in a fresh JVM with the same options.
 *
 * @param rounds how many processes of each
 * @param precise whether Lanewise may only use direct summation
 * @param progress is told what happens
 */
public record MemoryComparison(int rounds, boolean precise, Consumer<String> progress) {
  /** As the launcher has it: temporary objects are few, and pages once touched stay. */
  private static final String YOUNG = "-Xmn16m";

  /**
   * Compares a network with each of these thread counts.
   *
   * @param each is told of each result at once
   * @throws IOException if the temporary file cannot be written or a process not be started
   * @throws LanewiseException if a process fails, or the system does not tell its memory
   */
  public List<MemoryResult> run(Graph graph, List<Integer> threads, Consumer<MemoryResult> each)
      throws IOException {
    Path folder = Files.createTempDirectory("lanewise-memory");
    try {
      progress.accept(graph.name() + ": writing the model's file");
      Path file = folder.resolve(graph.name() + ".onnx");
      try (RandomWeights weights = RandomWeights.of(graph)) {
        OnnxWriter.write(file, graph, weights);
      }
      int batch = Math.toIntExact(graph.inputs().firstEntry().getValue().dim(0));
      List<MemoryResult> results = new ArrayList<>();
      for (int count : threads) {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
          ours[round] = peak(MemoryProbe.OURS, file, graph, count);
          theirs[round] = peak(MemoryProbe.THEIRS, file, graph, count);
        }
        results.add(new MemoryResult(graph.name(), count, batch, ours, theirs));
        each.accept(results.getLast());
      }
      return List.copyOf(results);
    } finally {
      Comparison.delete(folder);
    }
  }

  private double peak(String runtime, Path file, Graph graph, int threads) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(YOUNG);
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            MemoryProbe.class.getName(),
            runtime,
            file.toString(),
            Integer.toString(threads),
            Boolean.toString(precise),
            MemoryProbe.text(graph.inputs()),
            MemoryProbe.text(graph.outputShapes())));
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    String out;
    try (var stream = process.getInputStream()) {
      out = new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    int status;
    try {
      status = process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new LanewiseException("interrupted while " + runtime + " ran " + graph.name(), e);
    }
    String last = out.substring(out.lastIndexOf('\n') + 1);
    if (status != 0 || !last.matches("[1-9][0-9]*")) {
      throw new LanewiseException(
          "the process that runs %s on %s ended with exit code %d and '%s', wanted 0 and its peak memory, which Linux tells in /proc/self/status"
              .formatted(graph.name(), runtime, status, last));
    }
    return Double.parseDouble(last);
  }
}
