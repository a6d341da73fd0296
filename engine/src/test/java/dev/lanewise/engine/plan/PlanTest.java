package dev.lanewise.engine.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.kernels.reference.ReferenceKernels;
import dev.lanewise.testing.graphs.SmallNets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PlanTest {
  private static final Options OPTIONS =
      Options.defaults().threads(1).kernels(ReferenceKernels.INSTANCE);

  @Test
  void explainsEveryStep() {
    try (Plan plan = TestPlans.of(SmallNets.twoInTwoOut(), OPTIONS)) {
      assertEquals(
          """
          plan of two_in_two_out: 7 steps, 1 thread, reference kernels, 0.001 MMAC per run
          weights 928 B, packed %d B; per session: arena %d B (values that live together 800 B), scratch %d B per thread
          input input0 [1, 2, 40]
          input input1 [1, 5, 20]
          output output0 [1, 5, 20]
          output output1 [1, 7]
          """
              .formatted(plan.packedBytes(), plan.arenaBytes(), plan.scratchBytes())
              .lines()
              .toList(),
          plan.explain().lines().limit(6).toList());
      List<String> steps = plan.explain().lines().skip(6).toList();
      assertEquals(1 + plan.steps().size(), steps.size());
      assertTrue(steps.getFirst().startsWith("#  node"));
      assertEquals(
          "1 x conv 5 s2 p2 relu n1 g1 c2x40 k5 5 s2 p2 reference", words(steps.get(2), 15));
    }
  }

  private static String words(String line, int count) {
    return String.join(" ", Arrays.copyOf(line.split(" +"), count));
  }

  @Test
  void countsMultiplications() {
    try (Plan plan = TestPlans.of(SmallNets.twoInTwoOut(), OPTIONS)) {
      assertEquals(20 * 5 * 2 * 5 + 7 * 25, plan.macs());
    }
  }

  @Test
  void aMemoryLimitIsKeptOrRefused() {
    Options options = Options.defaults().threads(1);
    try (Plan plan = TestPlans.of(SmallNets.residual(), options);
        Plan roomy = TestPlans.of(SmallNets.residual(), options.memoryLimit(1L << 30))) {
      assertEquals(plan.explain(), roomy.explain());
      // Inputs and outputs count.
      long needed =
          plan.packedBytes() + plan.arenaBytes() + plan.scratchBytes() + 4 * (3 * 16 * 16 + 10);
      try (Plan exact = TestPlans.of(SmallNets.residual(), options.memoryLimit(needed))) {
        assertEquals(plan.explain(), exact.explain());
      }
      String message =
          assertThrows(
                  LanewiseException.class,
                  () -> TestPlans.of(SmallNets.residual(), options.memoryLimit(1000)))
              .getMessage();
      assertTrue(
          message.matches(
              "residual: wanted at most 1000 bytes of native memory, but packed weights take \\d+"
                  + " and a session \\d+; allow more, or take a smaller batch, smaller inputs or"
                  + " fewer threads"),
          message);
    }
    assertEquals(
        "memory limit: wanted at least 1 byte, got 0",
        assertThrows(LanewiseException.class, () -> options.memoryLimit(0)).getMessage());
  }

  @Test
  void manyThreadsRunSessionsOfOnePlan() throws Exception {
    float[] in = TestPlans.noise(3 * 16 * 16);
    try (Plan plan = TestPlans.of(SmallNets.residual(), OPTIONS.threads(2));
        ExecutorService executor = Executors.newFixedThreadPool(8)) {
      float[] right;
      try (Session session = plan.newSession()) {
        right = session.run(in);
      }
      List<Future<?>> users = new ArrayList<>();
      for (int user = 0; user < 8; user++) {
        users.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    try (Session session = plan.newSession()) {
                      for (int run = 0; run < 10; run++) {
                        assertArrayEquals(right, session.run(in));
                      }
                    }
                  }
                }));
      }
      for (Future<?> user : users) {
        user.get();
      }
    }
  }

  @Test
  void closedSessionsAndPlansLeaveNoMemoryBehind() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.isReadable(status), "resident memory is read from /proc");
    long arena;
    try (Plan plan = TestPlans.of(SmallNets.residual(), OPTIONS.batch(64))) {
      arena = plan.arenaBytes();
      openAndClose(plan, 20);
      long before = residentBytes(status);
      openAndClose(plan, 300);
      long grown = residentBytes(status) - before;
      assertTrue(grown < 30 * arena, grown + " bytes more after 300 sessions of " + arena);
    }
  }

  private static void openAndClose(Plan plan, int times) {
    for (int i = 0; i < times; i++) {
      plan.newSession().close();
    }
  }

  private static long residentBytes(Path status) throws IOException {
    String line =
        Files.readAllLines(status).stream()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
  }
}
