package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.safetensors.SafetensorsWriter;
import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of a file take memory once: after packing, its pages are given back. */
class MappedWeightsTest {
  private static final Path MAPS = Path.of("/proc/self/smaps");
  private static final int CHANNELS = 512;

  @TempDir Path folder;

  @Test
  void packedWeightsOfAFileAreNotResidentTwice() throws IOException {
    Assumptions.assumeTrue(Files.isReadable(MAPS), "resident memory is read from /proc");
    Path file = folder.resolve("resident.safetensors");
    Graph graph = graph();
    write(file, graph);
    try (Model model = Model.of(graph, WeightFiles.open(file))) {
      long weight = 4L * CHANNELS * CHANNELS;
      assertTrue(model.weights().get("conv.weight").toFloats().length > 0);
      long touched = residentBytes(file);
      assertTrue(touched >= weight, "the test sees what is resident, " + touched + " bytes");
      float[] in = TestPlans.noise(CHANNELS);
      float[] first;
      try (Plan plan = model.compile(Options.defaults().threads(1));
          Session session = plan.newSession()) {
        long left = residentBytes(file);
        assertTrue(left < weight / 4, left + " bytes of the file are resident");
        first = session.run(in);
      }
      assertArrayEquals(first, run(model, in));
    }
  }

  @Test
  void changesOfAPrivateMapAreKept() throws IOException {
    Path file = folder.resolve("private.bin");
    Graph graph = graph();
    float[] in = TestPlans.noise(CHANNELS);
    try (RandomWeights random = RandomWeights.of(graph);
        Arena arena = Arena.ofShared()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      random.names().forEach(name -> tensors.put(name, random.get(name)));
      Tensor weight = tensors.get("conv.weight");
      Files.write(file, new byte[Math.toIntExact(weight.data().byteSize())]);
      MemorySegment map;
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        map = channel.map(FileChannel.MapMode.PRIVATE, 0, weight.data().byteSize(), arena);
      }
      map.copyFrom(weight.data());
      tensors.put("conv.weight", new Tensor(weight.dtype(), weight.shape(), map));
      try (Model model = Model.of(graph, WeightSource.of(tensors, "a private map"))) {
        float[] first = run(model, in);
        assertArrayEquals(first, run(model, in));
      }
    }
  }

  private static float[] run(Model model, float[] in) {
    try (Plan plan = model.compile(Options.defaults().threads(1));
        Session session = plan.newSession()) {
      return session.run(in);
    }
  }

  private static Graph graph() {
    var g = new GraphBuilder("pointwise");
    var x = g.input("input0", Shape.of(1, CHANNELS, 1, 1));
    x = g.batchNorm("bn", g.conv("conv", x, CHANNELS, ConvSpec.of(1)));
    g.output("output0", x);
    return g.build();
  }

  private static void write(Path file, Graph graph) throws IOException {
    try (RandomWeights random = RandomWeights.of(graph)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      random.names().forEach(name -> tensors.put(name, random.get(name)));
      SafetensorsWriter.write(file, tensors, Map.of());
    }
  }

  /** The pages of a mapped file that this process holds. */
  private static long residentBytes(Path file) throws IOException {
    List<String> lines = Files.readAllLines(MAPS);
    long bytes = 0;
    boolean isFile = false;
    for (String line : lines) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        isFile = line.endsWith("/" + file.getFileName());
      } else if (isFile && line.startsWith("Rss:")) {
        bytes += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return bytes;
  }
}
