package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.Options;
import dev.lanewise.kernels.reference.ReferenceKernels;
import dev.lanewise.testing.graphs.SmallNets;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlightRecorderTest {
  @Test
  void aRecordingHasEveryRunAndStep(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("runs.jfr");
    Options options = Options.defaults().threads(1).kernels(ReferenceKernels.INSTANCE);
    float[] in = TestPlans.noise(3 * 16 * 16);
    try (Plan plan = TestPlans.of(SmallNets.residual(), options);
        Session session = plan.newSession();
        Recording recording = new Recording()) {
      float[] right = session.run(in);
      recording.enable("dev.lanewise.Run").withoutThreshold();
      recording.enable("dev.lanewise.Step").withoutThreshold();
      recording.start();
      assertArrayEquals(right, session.run(in));
      assertArrayEquals(right, session.run(in));
      recording.stop();
      recording.dump(file);
      session.run(in);

      List<RecordedEvent> runs = events(file, "dev.lanewise.Run");
      assertEquals(2, runs.size());
      assertEquals("residual", runs.getFirst().getString("network"));
      assertEquals(1, runs.getFirst().getInt("threads"));
      assertEquals(9, runs.getFirst().getInt("steps"));
      List<RecordedEvent> steps = events(file, "dev.lanewise.Step");
      assertEquals(2 * plan.steps().size(), steps.size());
      for (int i = 0; i < steps.size(); i++) {
        PlannedStep step = plan.steps().get(i % plan.steps().size());
        RecordedEvent event = steps.get(i);
        assertEquals(step.node(), event.getString("layer"));
        assertEquals(step.problem(), event.getString("problem"));
        assertEquals(step.choice().kernel(), event.getString("kernel"));
        assertEquals(step.macs(), event.getLong("macs"));
        assertEquals(step.bytesMoved(), event.getLong("bytes"));
        assertEquals(step.macs() > 0, event.getFloat("gflops") > 0);
      }
    }
  }

  private static List<RecordedEvent> events(Path file, String name) throws Exception {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
        .toList();
  }
}
