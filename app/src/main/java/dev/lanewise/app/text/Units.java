package dev.lanewise.app.text;

import java.util.Locale;

/** Numbers with units, in few digits, with a point whatever the language of the machine. */
public final class Units {
  private Units() {}

  /** Nanoseconds as milliseconds with three digits or more: {@code 4.21 ms}. */
  public static String millis(double nanos) {
    return threeDigits(nanos / 1e6) + " ms";
  }

  /** Bytes in powers of 1024: {@code 512 B}, {@code 1.04 MiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < 5) {
      value /= 1024;
      unit++;
    }
    return threeDigits(value) + " " + "KMGTPE".charAt(unit) + "iB";
  }

  /** A count with commas: {@code 11,689,512}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Multiply-adds in millions or billions: {@code 40.6 MMAC}, {@code 1.81 GMAC}. */
  public static String macs(long macs) {
    return macs < 1_000_000_000
        ? threeDigits(macs / 1e6) + " MMAC"
        : threeDigits(macs / 1e9) + " GMAC";
  }

  /** A fraction as a percentage with one decimal: {@code 92.8 %}. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }

  /** A number with three digits, or as many as its integer part has. */
  public static String threeDigits(double value) {
    double size = Math.abs(value);
    String format = size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  /** A number rounded to six significant digits, for machine-readable output. */
  public static double sixDigits(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    return new java.math.BigDecimal(value).round(new java.math.MathContext(6)).doubleValue();
  }
}
