package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.reference.ReferenceKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The provider is the one that this JVM was started for. */
class KernelsTest {
  @Test
  void vectorKernelsAreUsedExactlyIfTheirModuleIsThere() {
    boolean there = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertEquals(there ? "vector" : "reference", Kernels.best().name());
    assertSame(Kernels.best(), Kernels.best());
  }

  @Test
  void aMissingModuleIsNamedWithItsCure() {
    String reason = Kernels.whyNotVector();
    if (Kernels.best().name().equals("vector")) {
      assertNull(reason);
    } else {
      assertTrue(reason.contains("--add-modules jdk.incubator.vector"), reason);
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "lanewise.expect",
      matches = "vector|reference",
      disabledReason = "not started with -Dlanewise.expect=vector or =reference")
  void expectedProvider() {
    assertEquals(System.getProperty("lanewise.expect"), Kernels.best().name());
    if (Kernels.best().name().equals("reference")) {
      assertSame(ReferenceKernels.INSTANCE, Kernels.best());
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "lanewise.lanes",
      matches = "\\d+",
      disabledReason = "not started with a forced width (-Dlanewise.lanes=128, 256 or 512)")
  void forcedWidth() throws ReflectiveOperationException {
    assertEquals("vector", Kernels.best().name());
    // By name, because this test must also load in a JVM without the vector module.
    Class<?> lanes = Class.forName("dev.lanewise.kernels.vector.Lanes");
    var bits = lanes.getDeclaredField("BITS");
    assertTrue(bits.trySetAccessible());
    assertEquals(Integer.getInteger("lanewise.lanes"), bits.getInt(null));
  }

  @Test
  @EnabledIfSystemProperty(
      named = "lanewise.expect.checked",
      matches = "true|false",
      disabledReason = "not started with -Dlanewise.expect.checked=true or =false")
  void expectedChecks() {
    assertEquals(Boolean.getBoolean("lanewise.expect.checked"), Kernels.best().isChecked());
  }
}
