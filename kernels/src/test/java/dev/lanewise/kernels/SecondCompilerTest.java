package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The JVM's second compiler inlines all that tells it the range of an address.
 *
 * <p>It stops inlining ordinary methods where a method has grown past {@code
 * NodeCountInliningCutoff}, which a microkernel does with its multiply-adds. An address made after
 * them is then a call, around which all sums are saved to the stack, and a check.
 */
@Tag("once")
class SecondCompilerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String ADDRESSES = "dev.lanewise.kernels.vector.Memory::";

  /** The second compiler comes early, and says what it inlines. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-BackgroundCompilation",
          "-XX:Tier3DelayOn=1000000",
          "-XX:Tier3InvocationThreshold=10",
          "-XX:Tier3MinInvocationThreshold=10",
          "-XX:Tier4InvocationThreshold=100",
          "-XX:Tier4MinInvocationThreshold=50",
          "-XX:Tier4CompileThreshold=200",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:CompileCommand=PrintInlining,dev.lanewise.kernels.vector.*::*",
          "--enable-native-access=ALL-UNNAMED");

  @Test
  @EnabledIf("dev.lanewise.kernels.FirstCompilerTest#hasVectors")
  void inlinesAddresses() throws IOException, InterruptedException {
    // Between them, these use all kernels.
    assertInlines(List.of("-Dlanewise.processor=zen4"));
    assertInlines(List.of("-Dlanewise.processor=zen5"));
  }

  @Test
  @EnabledIf("dev.lanewise.kernels.FirstCompilerTest#hasVectors")
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
  void inlinesAddressesForSixteenRegisters() throws IOException, InterruptedException {
    assertInlines(List.of("-XX:UseAVX=2"));
  }

  private static void assertInlines(List<String> options) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(ChildJvm.VECTORS);
    all.addAll(OPTIONS);
    all.addAll(options);
    List<String> lines = ChildJvm.run(EveryLoop.class, all, PATIENCE, "100").out();
    List<String> missed = new ArrayList<>();
    int inlined = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.contains(ADDRESSES + "offset") && line.contains("inline (hot)")) {
        inlined++;
      }
      if (line.contains(ADDRESSES) && line.contains("NodeCountInliningCutoff")) {
        missed.add(line.strip() + " in " + callers(lines.subList(0, i), line.indexOf('@')));
      }
    }
    assertTrue(inlined > 100, "the JVM did not say what it inlines");
    assertEquals(List.of(), missed);
  }

  /**
   * The calls that a line lies within, the nearest first: lines before it that stand further left.
   */
  private static List<String> callers(List<String> before, int column) {
    List<String> callers = new ArrayList<>();
    for (String line : before.reversed()) {
      int at = line.indexOf('@');
      if (at < 0) {
        break;
      }
      if (at < column) {
        callers.add(line.strip());
        column = at;
      }
    }
    return callers;
  }
}
