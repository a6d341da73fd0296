package dev.lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.reference.ReferenceKernels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void defaultsUseAllProcessors() {
    Options options = Options.defaults();
    assertEquals(Runtime.getRuntime().availableProcessors(), options.threads());
    assertTrue(options.optimise());
    assertFalse(options.precise());
    assertEquals(0, options.batch());
  }

  @Test
  void eachChangesOneThing() {
    Options options =
        Options.defaults()
            .threads(3)
            .precise(true)
            .optimise(false)
            .kernels(ReferenceKernels.INSTANCE)
            .batch(4)
            .inputShape("x", Shape.of(1, 2))
            .alsoOutput("a")
            .alsoOutput("b");
    assertEquals(3, options.threads());
    assertTrue(options.precise());
    assertFalse(options.optimise());
    assertSame(ReferenceKernels.INSTANCE, options.kernels());
    assertEquals(4, options.batch());
    assertEquals(Map.of("x", Shape.of(1, 2)), options.inputShapes());
    assertEquals(List.of("a", "b"), options.extraOutputs());
  }

  @Test
  void refusesSenselessNumbers() {
    Options options = Options.defaults();
    assertEquals(
        "threads: wanted 1 to 1024, got 0",
        assertThrows(LanewiseException.class, () -> options.threads(0)).getMessage());
    assertEquals(
        "threads: wanted 1 to 1024, got -2",
        assertThrows(LanewiseException.class, () -> options.threads(-2)).getMessage());
    assertEquals(
        "batch: wanted at least 1, got 0",
        assertThrows(LanewiseException.class, () -> options.batch(0)).getMessage());
  }
}
