package dev.lanewise.bench.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.models.Models;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadReportTest {
  private final LoadResult result =
      new LoadResult(
          "resnet50",
          1,
          1,
          new OutputCheck("y", 1e-6, 2e-4),
          new double[] {40e6, 60e6, 30e6},
          new double[] {80e6, 80e6, 80e6},
          new double[] {20e6, 40e6, 30e6});

  @Test
  void ratiosAreOursByTheirsOfTheSameRound() {
    assertEquals(new LoadResult.Ratio(1.5, 1, 2), result.weightsRatio());
    assertEquals(new LoadResult.Ratio(80.0 / 30, 2, 4), result.onnxRatio());
  }

  @Test
  void theTableHasARowForEachFile() {
    List<String> lines = new LoadReport(List.of(result), true).text();
    String text = String.join("\n", lines);
    assertEquals(3, lines.size(), text);
    assertTrue(
        lines.get(1).matches("resnet50 +safetensors +1 +1 .* 1\\.50 +1\\.00 +2\\.00 +1\\.50"),
        text);
    assertTrue(
        lines.get(2).matches("resnet50 +onnx +1 +1 .* 2\\.67 +2\\.00 +4\\.00 +2\\.00"), text);
  }

  @Test
  void targetsAreLeftOutWhereTheyDoNotApply() {
    String line = new LoadReport(List.of(result), false).text().get(1);
    assertTrue(line.endsWith(" -"), line);
  }

  @Test
  void targetsAreSetForModelsThatExist() {
    List<LoadTarget> targets = LoadTarget.all();
    assertEquals(1, targets.size());
    assertTrue(Models.names().contains(targets.getFirst().model()));
  }
}
