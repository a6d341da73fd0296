package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.kernels.HornSchunck;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** From frames to maps to classes, against maps that were computed in float64. */
class ActionCnn3dTest {
  private static final String CLIP = "golden/architectures/hardwired_ji_clip1";
  private static final Options OPTIONS = Options.defaults().precise(true);
  private static final int PIXELS = 60 * 40;

  @Test
  void framesBecomeTheRecordedMaps() throws IOException {
    Path folder = SharedData.require(CLIP);
    double[] wanted = NpyFile.read(folder.resolve("maps_33x60x40_f64.npy")).toDoubles();
    double error = Distance.largest(maps(frames(folder), 100), wanted);
    assertTrue(error <= 1e-6, "maps differ by " + error);
  }

  @Test
  void theFlowIsRightOnItsWay() throws IOException {
    Path folder = SharedData.require(CLIP);
    double[] wanted = NpyFile.read(folder.resolve("flow_iter10_6x2x60x40_f64.npy")).toDoubles();
    float[] maps = maps(frames(folder), 10);
    for (int pair = 0; pair < 6; pair++) {
      for (int axis = 0; axis < 2; axis++) {
        int map = (21 + 6 * axis + pair) * PIXELS;
        int recorded = (2 * pair + axis) * PIXELS;
        double error =
            Distance.largest(
                Arrays.copyOfRange(maps, map, map + PIXELS),
                Arrays.copyOfRange(wanted, recorded, recorded + PIXELS));
        assertTrue(error <= 1e-6, "pair " + pair + ", axis " + axis + " differs by " + error);
      }
    }
  }

  @Test
  void framesAndTheirMapsGiveTheSameScores() throws IOException {
    float[] frames = frames(SharedData.require(CLIP));
    float[] scores = run(Models.build("cnn3d_ji_raw"), frames);
    assertArrayEquals(run(Models.build("cnn3d_ji"), maps(frames, 100)), scores);
    assertTrue(Math.abs(scores[0] - scores[1]) > 1e-3, Arrays.toString(scores));
  }

  @Test
  void otherSizesAreRefused() {
    ModelOptions options = ModelOptions.DEFAULT.withSize(64, 40);
    var e = assertThrows(LanewiseException.class, () -> Models.build("cnn3d_ji", options));
    assertEquals("the network of Ji et al. wants maps of 60 x 40, got 64 x 40", e.getMessage());
    ModelOptions channels = ModelOptions.DEFAULT.withInChannels(9);
    e = assertThrows(LanewiseException.class, () -> Models.build("cnn3d_ji_raw", channels));
    assertEquals(
        "cnn3d_ji_raw: its number of input channels cannot be chosen, it is 7, got 9",
        e.getMessage());
  }

  private static float[] frames(Path folder) throws IOException {
    return NpyFile.read(folder.resolve("frames_7x60x40_f32.npy")).toFloats();
  }

  private static float[] maps(float[] frames, int iterations) {
    GraphBuilder g = new GraphBuilder("maps");
    HornSchunck flow = new HornSchunck(0.1, iterations);
    g.output("maps", g.hardwired(g.input("frames", Shape.of(1, 7, 60, 40)), flow));
    return run(g.build(), frames);
  }

  private static float[] run(Graph graph, float[] input) {
    try (Model model = Model.of(graph, RandomWeights.of(graph));
        Plan plan = model.compile(OPTIONS);
        Session session = plan.newSession()) {
      return session.run(input);
    }
  }
}
