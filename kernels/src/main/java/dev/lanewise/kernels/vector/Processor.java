package dev.lanewise.kernels.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of processor that want a product divided in ways of their own. */
public enum Processor {
  /**
   * AMD's Zen 4. A multiply-add of 512 bits takes two passes through a unit of 256 there: the
   * second-level cache delivers a panel as fast as it is multiplied, and there is room for other
   * instructions beside the multiply-adds. It fetches well ahead of one ascending stream.
   */
  ZEN4,
  /**
   * AMD's Zen 5. Two multiply-adds of 512 bits begin in each cycle, and the second-level cache
   * still delivers a panel as fast. A tile that multiplies what comes from memory takes it as fast
   * as memory delivers, whereas each read ahead that has to wait holds up all instructions behind
   * it, and what was fetched for the reads before it has ended with the memory page.
   */
  ZEN5,
  /** Any other. */
  OTHER;

  /**
   * System property, the name of a kind in small letters, in place of what {@link #KIND} would be:
   * to test one processor's ways on another.
   */
  public static final String PROPERTY = "lanewise.processor";

  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final Pattern AMD = Pattern.compile("vendor_id\\s*:\\s*AuthenticAMD");
  private static final Pattern FAMILY = Pattern.compile("cpu family\\s*:\\s*(\\d+)");
  private static final Pattern WINDOWS = Pattern.compile("AMD64 Family (\\d+) .*AuthenticAMD");

  /** The kind of this processor. */
  public static final Processor KIND = kind();

  /** Whether panels are multiplied whole, not in pieces that fit the first-level cache. */
  public static final boolean MULTIPLIES_WHOLE_PANELS = KIND != OTHER;

  /** Whether windows of small weights are read in place, through tables. */
  public static final boolean READS_THROUGH_TABLES = KIND != OTHER;

  /** Whether the panel behind the one at hand is read ahead. */
  public static final boolean READS_AHEAD = KIND != ZEN5;

  /** Whether it is even if the panel at hand meets one row alone. */
  public static final boolean READS_AHEAD_OF_SINGLE_ROWS = KIND == OTHER;

  /** Whether lines that will be written or added are read beforehand, many at once. */
  public static final boolean TOUCHES_OUTPUTS = KIND != ZEN5;

  /** Whether blocks of transformed tiles are made for 1 MiB of second-level cache, not for 2. */
  public static final boolean KEEPS_BLOCKS_SMALL = KIND == ZEN5;

  private static Processor kind() {
    String wanted = System.getProperty(PROPERTY);
    if (wanted != null) {
      for (Processor kind : values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(wanted)) {
          return kind;
        }
      }
      System.getLogger(Processor.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "system property {0}: wanted zen4, zen5 or other, got ''{1}''; it is ignored",
              PROPERTY,
              wanted);
    }
    return switch (amdFamily()) {
      case "25" -> Lanes.BITS == 512 ? ZEN4 : OTHER; // Zen 3 has no 512 bits
      case "26" -> ZEN5;
      default -> OTHER;
    };
  }

  /** The family of an AMD processor, as a number; empty if it is another or does not say. */
  private static String amdFamily() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    if (windows != null) {
      return family(WINDOWS, List.of(windows));
    }
    if (!Files.isReadable(LINUX)) {
      return "";
    }
    try {
      List<String> lines = Files.readAllLines(LINUX);
      return lines.stream().anyMatch(line -> AMD.matcher(line).matches())
          ? family(FAMILY, lines)
          : "";
    } catch (IOException e) {
      return ""; // a processor that does not say what it is
    }
  }

  private static String family(Pattern pattern, List<String> lines) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(line -> line.group(1))
        .findFirst()
        .orElse("");
  }
}
