package dev.lanewise.bench.rival;

import java.util.Locale;

/** Numbers as the reports print them, with a point whatever the language of the machine. */
final class ReportText {
  private static final double MIB = 1 << 20;

  private ReportText() {}

  /** A ratio with two decimals: {@code 1.07}. */
  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Bytes in whole mebibytes, without the unit. */
  static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%.0f", bytes / MIB);
  }

  /** {@code 1 thread} or {@code 2 threads}. */
  static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }
}
