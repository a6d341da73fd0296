package dev.lanewise.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is judged good and what wrong. */
class CheckupTest {
  private static final ControlGroup NO_LIMITS =
      new ControlGroup(OptionalDouble.empty(), OptionalLong.empty());
  private static final long GIB = 1L << 30;

  @Test
  void theCompilerMustBeC2OrBetter() {
    assertGood(Checkup.compiler("mixed mode, sharing", Optional.of("4"), Optional.of("false")));
    assertGood(Checkup.compiler("mixed mode", Optional.empty(), Optional.empty()));
    assertTrue(
        Checkup.compiler("mixed mode", Optional.of("4"), Optional.of("true"))
            .state()
            .contains("Graal"));
    assertWrong(
        "-XX:TieredStopAtLevel",
        Checkup.compiler("mixed mode, sharing", Optional.of("1"), Optional.empty()));
    assertWrong(
        "-XX:TieredStopAtLevel",
        Checkup.compiler("mixed mode, emulated-client", Optional.empty(), Optional.empty()));
    assertWrong("-Xint", Checkup.compiler("interpreted mode", Optional.of("4"), Optional.empty()));
  }

  @Test
  void vectorsMustBeAsWideAsTheyCanBe() {
    Optional<String> none = Optional.empty();
    assertGood(Checkup.vectors(512, none, Optional.of("64"), Optional.of("3")));
    assertGood(Checkup.vectors(256, none, Optional.of("32"), Optional.of("2")));
    assertGood(Checkup.vectors(128, none, Optional.of("16"), none)); // AArch64
    assertWrong("-XX:UseAVX", Checkup.vectors(128, none, Optional.of("16"), Optional.of("0")));
    assertGood(Checkup.accesses(false));
    assertWrong("--enable-native-access=dev.lanewise.kernels", Checkup.accesses(true));
    assertWrong("-Dlanewise.lanes", Checkup.vectors(512, Optional.of("256"), none, none));
    assertWrong("-XX:MaxVectorSize", Checkup.vectors(64, none, Optional.of("8"), none));
  }

  @Test
  void multiplyAddMustBeFused() {
    assertGood(Checkup.multiplyAdd(Optional.of("true")));
    assertGood(Checkup.multiplyAdd(Optional.empty()));
    assertWrong("-XX:-UseFMA", Checkup.multiplyAdd(Optional.of("false")));
  }

  @Test
  void threadsMustFitTheContainer() {
    assertGood(Checkup.threads(2, NO_LIMITS));
    assertGood(Checkup.threads(2, processors(1.5)));
    assertWrong("--threads 1", Checkup.threads(4, processors(1.5)));
    assertWrong("1 processor", Checkup.threads(1, processors(0.5)));
  }

  @Test
  void memoryMustBeLeftOutsideTheHeap() {
    assertGood(Checkup.memory(8 * GIB, 2 * GIB, NO_LIMITS));
    assertGood(Checkup.memory(0, 2 * GIB, NO_LIMITS));
    ControlGroup one = new ControlGroup(OptionalDouble.empty(), OptionalLong.of(GIB));
    assertGood(Checkup.memory(8 * GIB, GIB / 4, one));
    assertWrong("-Xmx", Checkup.memory(8 * GIB, GIB, one));
    assertWrong("-Xmx", Checkup.memory(2 * GIB, 2 * GIB, NO_LIMITS));
  }

  @Test
  void thePeakMustBeThatOfVectors() {
    assertEquals("100.0 GFLOP/s with 1 thread, 190.0 with 2", Checkup.peak(100, 2, 190).state());
    assertGood(Checkup.peak(100, 1, 100));
    assertWrong("quiet machine", Checkup.peak(0.5, 1, 0.5));
  }

  private static ControlGroup processors(double limit) {
    return new ControlGroup(OptionalDouble.of(limit), OptionalLong.empty());
  }

  private static void assertGood(Finding finding) {
    assertTrue(finding.isGood(), finding.toString());
  }

  private static void assertWrong(String cure, Finding finding) {
    assertFalse(finding.isGood(), finding.toString());
    assertTrue(finding.cure().contains(cure), finding.toString());
  }
}
