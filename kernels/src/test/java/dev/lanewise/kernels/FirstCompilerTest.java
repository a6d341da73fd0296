package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The JVM's first compiler manages the loops of all kernels.
 *
 * <p>When it runs out of its virtual registers in a loop that is being entered (on-stack
 * replacement), the method may never reach the second compiler, and stays a hundred times slower.
 * Whether a JVM takes that way depends on chance, so here it is forced to, in a JVM of its own.
 */
@Tag("once")
class FirstCompilerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A loop compiled by the first compiler: "12 34 % 3 package.Class::method @ 56 (78 bytes)". */
  private static final Pattern LOOP =
      Pattern.compile("\\s%.*\\s3\\s+dev\\.lanewise\\.kernels\\.vector\\.(\\S+) @ (.*)");

  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=3",
          "-XX:-BackgroundCompilation",
          "-XX:+PrintCompilation",
          "-XX:Tier0BackedgeNotifyFreqLog=4",
          "-XX:Tier3BackEdgeThreshold=50",
          // Methods as a whole never: they would be compiled before their loops.
          "-XX:Tier3InvocationThreshold=1000000000",
          "-XX:Tier3MinInvocationThreshold=1000000000",
          "-XX:Tier3CompileThreshold=1000000000",
          "--enable-native-access=ALL-UNNAMED");

  @Test
  @EnabledIf("hasVectors")
  void compilesTheLoopsOfAllKernels() throws IOException, InterruptedException {
    // Between them, these use all kernels.
    for (String processor : List.of("zen4", "zen5")) {
      compilesTheLoopsOfAllKernels(processor);
    }
  }

  private static void compilesTheLoopsOfAllKernels(String processor)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-Dlanewise.processor=" + processor));
    for (String name : List.of("lanewise.lanes", "lanewise.checked")) {
      String value = System.getProperty(name);
      if (value != null) {
        options.add("-D" + name + "=" + value);
      }
    }
    List<String> expected = new ArrayList<>(microkernels());
    expected.add("gemm.Microkernel1::" + (processor.equals("zen5") ? "resident" : "rows8"));
    assertCompiles(options, expected);
  }

  @Test
  @EnabledIf("hasVectors")
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
  void compilesTheLoopsForSixteenRegisters() throws IOException, InterruptedException {
    assertCompiles(
        List.of("-XX:UseAVX=2"),
        List.of("gemm.Microkernel2Of16::rows4", "gemm.Microkernel2Of16::rows5"));
  }

  private static void assertCompiles(List<String> options, List<String> expected)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(ChildJvm.VECTORS);
    all.addAll(OPTIONS);
    all.addAll(options);
    List<String> lines = ChildJvm.run(EveryLoop.class, all, PATIENCE, "3").out();
    List<String> compiled = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String line : lines) {
      Matcher loop = LOOP.matcher(line);
      if (loop.find()) {
        (loop.group(2).contains("SKIPPED") ? refused : compiled).add(loop.group(1));
      }
    }
    assertEquals(List.of(), refused, "given up by the first compiler");
    assertTrue(compiled.containsAll(expected), () -> "only " + compiled);
  }

  /** Those that every vector width uses. */
  private static List<String> microkernels() {
    return List.of(
        "gemm.Microkernel2::rows4",
        "conv.DepthwiseMicrokernel::taps3x3",
        "conv.GroupedMicrokernel::pair4",
        "conv.GroupedRowMicrokernel::pair4",
        "conv.LeanWinograd5Filters::lines",
        "conv.LeanWinograd5Microkernel::run",
        "conv.LeanWinogradMicrokernel::far",
        "conv.LeanWinogradMicrokernel::half",
        "conv.PixelLanesMicrokernel::run",
        "conv.WinogradTiles2::inputHalf",
        "conv.WinogradTiles2Strided::inputHalf",
        "conv.WinogradTiles4::outputHalf",
        "conv.WinogradTiles7::inputHalf");
  }

  static boolean hasVectors() {
    return Kernels.best().name().equals("vector");
  }
}
