package dev.lanewise.bench.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.bench.ConvBenchmark;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.models.Models;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

class ProblemListTest {
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void listsAreTheConvolutionsOfTheNetworks(String name) {
    assertEquals(
        List.copyOf(ProblemList.of(Models.build(name))), ProblemList.named(name).orElseThrow());
  }

  @Test
  void anUnknownListIsNone() {
    assertEquals(Optional.empty(), ProblemList.named("resnet19"));
  }

  @Test
  void commentsAndEmptyLinesAreSkipped() {
    assertEquals(
        List.of(ConvProblem.parse("n1 g1 c3x8 k4 3")),
        ProblemList.parse("# head\n\n  n1 g1 c3x8 k4 3  # first\n"));
    assertThrows(IllegalArgumentException.class, () -> ProblemList.parse("n1 g1\n"));
  }

  @Test
  void benchmarkedProblemsAreThoseOfTheNetworks() throws NoSuchFieldException {
    Param param = ConvBenchmark.class.getField("problem").getAnnotation(Param.class);
    for (String line : param.value()) {
      assertTrue(known().contains(ConvProblem.parse(line)), line);
    }
  }

  @Test
  void targetsAreSetForProblemsOfTheNetworks() {
    List<KernelTargets> targets = KernelTargets.all();
    assertEquals(6, targets.size());
    assertEquals(12, targets.getFirst().problems().size());
    for (KernelTargets target : targets) {
      assertTrue(target.atLeast() > 0.5 && target.atLeast() < 3, target.group());
      assertTrue(known().containsAll(target.problems()), target.group());
    }
  }

  @Test
  void aTargetLooksAtTheFastestAndTheChosenKernelOfEachProblem() {
    KernelTargets target = KernelTargets.all().getFirst();
    ConvProblem a = target.problems().get(0);
    ConvProblem b = target.problems().get(1);
    ConvProblem other = ConvProblem.parse("n1 g1 c3x8x8 k4 3x3");
    List<KernelResult> results =
        List.of(
            result(a, "slow", 200, true),
            result(a, "fast", 100, false),
            result(b, "fast", 400, true),
            result(other, "fast", 1, true));
    List<KernelResult> fastest = target.fastest(results);
    assertEquals(List.of(100.0, 400.0), fastest.stream().map(KernelResult::medianNanos).toList());
    assertEquals(
        List.of(200.0, 400.0),
        target.chosen(results).stream().map(KernelResult::medianNanos).toList());
    double fraction = (2.0 * a.macs() / 100 / 50 + 2.0 * b.macs() / 400 / 50) / 2;
    assertEquals(fraction, KernelTargets.medianFraction(fastest), 1e-9 * fraction);
  }

  private static KernelResult result(
      ConvProblem problem, String kernel, double nanos, boolean chosen) {
    return new KernelResult(problem, kernel, chosen, nanos, nanos, 50);
  }

  private static Set<ConvProblem> known() {
    Set<ConvProblem> known = new HashSet<>();
    known.addAll(ProblemList.named("resnet18").orElseThrow());
    known.addAll(ProblemList.named("resnet50").orElseThrow());
    return known;
  }
}
