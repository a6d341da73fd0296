package dev.lanewise.kernels.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The kind of processor, where it decides how a product is divided. */
public final class Processor {
  /**
   * System property, {@code true} or {@code false}, in place of what {@link #ZEN4} would be: to
   * test one processor's ways on another.
   */
  public static final String PROPERTY = "lanewise.zen4";

  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final Pattern AMD = Pattern.compile("vendor_id\\s*:\\s*AuthenticAMD");
  private static final Pattern FAMILY_25 = Pattern.compile("cpu family\\s*:\\s*25");
  private static final Pattern WINDOWS = Pattern.compile("AMD64 Family 25 .*AuthenticAMD");

  /**
   * Whether this is AMD's Zen 4. A multiply-add of 512 bits takes two passes through a unit of 256
   * there: the second-level cache delivers a panel as fast as it is multiplied, and there is room
   * for other instructions beside the multiply-adds. It fetches well ahead of one ascending stream.
   */
  public static final boolean ZEN4 = isZen4();

  private Processor() {}

  private static boolean isZen4() {
    String wanted = System.getProperty(PROPERTY);
    return wanted == null ? Lanes.BITS == 512 && isFamily25() : Boolean.parseBoolean(wanted);
  }

  /** Zen 3 and Zen 4, of which only the latter has 512 bits. */
  private static boolean isFamily25() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    if (windows != null) {
      return WINDOWS.matcher(windows).find();
    }
    if (!Files.isReadable(LINUX)) {
      return false;
    }
    try {
      List<String> lines = Files.readAllLines(LINUX);
      return lines.stream().anyMatch(line -> AMD.matcher(line).matches())
          && lines.stream().anyMatch(line -> FAMILY_25.matcher(line).matches());
    } catch (IOException e) {
      return false; // a processor that does not say what it is
    }
  }
}
