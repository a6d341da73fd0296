package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.ChildJvm;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.Kernels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * In a fresh JVM every kernel is optimised, allocates nothing once it is hot, and gives the bits of
 * its first, interpreted run ever after.
 *
 * <p>Canaries, which must be found guilty, show that the guards can fail.
 */
@Tag("once")
@Tag("vector")
class KernelGuardsTest {
  private static final int PATIENCE = 90;

  @Test
  void widestVectors() throws Exception {
    ChildJvm jvm = probe(PATIENCE, CompilationLog.OPTIONS);
    requireSteady(ProbeResult.parse(jvm.out()));
    CompilationLog log = CompilationLog.parse(jvm.err());
    assertEquals(Map.of(), ofOurs(log.refused()), "a compiler gave up");
    assertEquals(Set.of(), missing(KernelMethods.all(), log.optimised()), "never compiled by C2");
  }

  /** A method that C1 gives up may stay in a slow tier for ever: it depends on who calls first. */
  @Test
  void noKernelIsTooLargeForC1() throws Exception {
    List<String> options = new ArrayList<>(CompilationLog.OPTIONS);
    options.addAll(
        List.of("-XX:TieredStopAtLevel=3", "-XX:CompileThresholdScaling=0.01", "-Xbatch"));
    CompilationLog log = CompilationLog.parse(probe(0, options).err());
    assertEquals(Map.of(), ofOurs(log.refused()), "C1 gave up");
    assertEquals(Set.of(), missing(KernelMethods.all(), log.profiled()), "never compiled by C1");
  }

  @Test
  void vectorsOf256BitsAnd16Registers() throws Exception {
    // Processors other than x86 ignore the option.
    List<String> options = List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2");
    requireSteady(ProbeResult.parse(probe(PATIENCE, options).out()));
  }

  @Test
  void vectorsOf128Bits() throws Exception {
    requireSteady(ProbeResult.parse(probe(PATIENCE, List.of("-Dlanewise.lanes=128")).out()));
  }

  @Test
  void everyConvolutionIsProbed() {
    List<String> names = ProbeCases.all().stream().map(ProbeCase::name).toList();
    for (ConvKernel kernel : Kernels.best().convolutions()) {
      boolean probed = names.stream().anyMatch(name -> name.startsWith(kernel.name() + " "));
      assertEquals(!kernel.name().equals("reference"), probed, kernel.name());
    }
  }

  @Test
  void anInterpretedKernelIsFound() throws Exception {
    String interpreted = "dev.lanewise.kernels.vector.pool.PoolPixel::max";
    List<String> options = new ArrayList<>(CompilationLog.OPTIONS);
    options.add("-XX:CompileCommand=exclude," + interpreted);
    ChildJvm jvm = probe(5, options, "pool");
    Set<String> pools =
        KernelMethods.all().stream()
            .filter(name -> name.contains(".PoolPixel::"))
            .collect(Collectors.toSet());
    assertEquals(Set.of(interpreted), missing(pools, CompilationLog.parse(jvm.err()).optimised()));
    List<ProbeResult> guilty =
        ProbeResult.parse(jvm.out()).stream().filter(r -> r.bytesPerRun() != 0).toList();
    assertEquals(1, guilty.size(), guilty.toString());
    assertTrue(guilty.getFirst().name().contains(" max "), guilty.toString());
  }

  private static ChildJvm probe(int patience, List<String> options, String... cases)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(ChildJvm.VECTORS);
    all.addAll(options);
    List<String> arguments = new ArrayList<>(List.of("" + patience));
    arguments.addAll(List.of(cases));
    return ChildJvm.run(
        KernelProbe.class,
        all,
        Duration.ofSeconds(patience + 60),
        arguments.toArray(String[]::new));
  }

  private static void requireSteady(List<ProbeResult> results) {
    Predicate<ProbeResult> isCanary = r -> r.name().startsWith("canary");
    ProbeResult species = named("canary species parameter", results);
    assertTrue(species.bytesPerRun() > 0, "not seen to allocate: " + species);
    ProbeResult drift = named("canary drift", results);
    assertFalse(drift.sameBits(), "not seen to change: " + drift);
    List<ProbeResult> kernels = results.stream().filter(isCanary.negate()).toList();
    assertEquals(
        List.of(),
        kernels.stream().filter(r -> !r.sameBits()).toList(),
        "cold and hot runs differ (checksums cold and hot, bytes per run, case)");
    assertEquals(
        List.of(),
        kernels.stream().filter(r -> r.bytesPerRun() != 0).toList(),
        "a hot run allocates (checksums cold and hot, bytes per run, case)");
  }

  private static ProbeResult named(String name, List<ProbeResult> results) {
    return results.stream().filter(r -> r.name().equals(name)).findAny().orElseThrow();
  }

  private static Set<String> missing(Set<String> methods, Set<String> compiled) {
    Set<String> missing = new TreeSet<>(methods);
    missing.removeAll(compiled);
    return missing;
  }

  private static Map<String, String> ofOurs(Map<String, String> refused) {
    return refused.entrySet().stream()
        .filter(e -> e.getKey().startsWith("dev.lanewise."))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
