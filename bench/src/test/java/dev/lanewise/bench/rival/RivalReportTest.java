package dev.lanewise.bench.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.models.Models;
import java.util.List;
import org.junit.jupiter.api.Test;

class RivalReportTest {
  private static final OutputCheck CHECK = new OutputCheck("y", 1e-6, 2e-4);

  private final RivalResult one =
      result(1, new double[] {20e6, 22e6, 40e6}, new double[] {40e6, 40e6, 40e6});
  private final RivalResult two =
      result(2, new double[] {11e6, 11e6, 11e6}, new double[] {20e6, 20e6, 20e6});

  @Test
  void ratiosArePairedByAlternation() {
    assertEquals(22e6, one.ourNanos());
    assertEquals(40.0 / 22, one.ratio(), 1e-12);
    assertEquals(1, one.leastRatio());
    assertEquals(2, one.mostRatio());
    assertEquals(100, one.gflops(20e6), 1e-9);
    assertEquals(2, one.peakFraction(20e6), 1e-9);
  }

  @Test
  void theTableShowsTargetsForOneThreadAndWhatTwoGain() {
    List<String> lines = new RivalReport(List.of(one, two), true).text();
    String text = String.join("\n", lines);
    assertEquals(6, lines.size(), text);
    assertTrue(lines.get(1).matches("resnet18 .* 1\\.82 +1\\.00 +2\\.00 .* 1\\.70 +2\\.00"), text);
    assertTrue(lines.get(2).matches("resnet18 .* 1\\.82 +1\\.82 +1\\.82 .* - +-"), text);
    // 22 by 11, 40 by 20, and the same ratio
    assertTrue(lines.get(5).matches("resnet18 +2 +2\\.00 +2\\.00 +1\\.00 +0\\.90"), text);
  }

  @Test
  void targetsAreLeftOutWhereTheyDoNotApply() {
    String line = new RivalReport(List.of(one), false).text().get(1);
    assertTrue(line.matches("resnet18 .* - +-"), line);
  }

  @Test
  void targetsAreSetForModelsThatExist() {
    List<RivalTarget> targets = RivalTarget.all();
    assertEquals(17, targets.size());
    for (RivalTarget target : targets) {
      assertTrue(Models.names().contains(target.model()), target.model());
      assertTrue(target.atLeast() >= 1 && target.stretch() > target.atLeast(), target.model());
    }
  }

  private static RivalResult result(int threads, double[] ours, double[] theirs) {
    var times = new Contest.Times(ours, theirs, 50);
    return new RivalResult("resnet18", threads, 1, 1_000_000_000, CHECK, times);
  }
}
