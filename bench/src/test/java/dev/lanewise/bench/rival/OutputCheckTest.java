package dev.lanewise.bench.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputCheckTest {
  private static final float[] THEIRS = {-1, 1, -1, 1}; // standard deviation 1

  @Test
  void differencesAreInDeviationsOfTheRivalsOutput() {
    OutputCheck check = check(new float[] {-1, 1.0001f, -1, 1}, false);
    assertEquals(1e-4, check.relative(), 1e-7);
    assertEquals("y", check.output());
    assertTrue(check.agrees());
    assertFalse(check(new float[] {-1, 1.0001f, -1, 1}, true).agrees());
    assertFalse(check(new float[] {-1, 1.001f, -1, 1}, false).agrees());
    assertTrue(check(THEIRS.clone(), true).agrees());
  }

  @Test
  void aDifferenceIsSaidInOneLine() {
    check(THEIRS.clone(), false).requireAgreement("resnet18");
    var e =
        assertThrows(
            OutputsDifferException.class,
            () -> check(new float[] {-1, 1.5f, -1, 1}, false).requireAgreement("resnet18"));
    assertEquals(
        "resnet18: output y of Lanewise and ONNX Runtime differ by 0.500 standard deviations,"
            + " wanted at most 0.000200: nothing was timed",
        e.getMessage());
  }

  @Test
  void whatIsNotFiniteDiffers() {
    assertFalse(check(new float[] {-1, Float.NaN, -1, 1}, false).agrees());
    assertFalse(check(new float[] {-1, Float.POSITIVE_INFINITY, -1, 1}, false).agrees());
    float[] nan = {Float.NaN};
    assertFalse(OutputCheck.of(Map.of("y", nan), Map.of("y", nan), false).agrees());
  }

  @Test
  void otherLengthsAndMissingOutputsDiffer() {
    assertFalse(check(new float[] {-1, 1}, false).agrees());
    assertFalse(OutputCheck.of(Map.of(), Map.of("y", THEIRS), false).agrees());
  }

  @Test
  void theWorstOutputCounts() {
    float[] wrong = {-1, 2, -1, 1};
    OutputCheck check =
        OutputCheck.of(
            Map.of("a", THEIRS, "b", wrong, "c", THEIRS),
            Map.of("a", THEIRS, "b", THEIRS, "c", THEIRS),
            false);
    assertEquals("b", check.output());
  }

  @Test
  void anOutputWithoutSpreadIsComparedByItself() {
    assertTrue(OutputCheck.of(one(2.0001f), one(2f), false).agrees());
    assertFalse(OutputCheck.of(one(2.01f), one(2f), false).agrees());
    assertFalse(OutputCheck.of(one(1f), one(0f), false).agrees());
  }

  private static Map<String, float[]> one(float value) {
    return Map.of("y", new float[] {value});
  }

  private static OutputCheck check(float[] ours, boolean precise) {
    return OutputCheck.of(Map.of("y", ours), Map.of("y", THEIRS), precise);
  }
}
