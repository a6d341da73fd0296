package dev.lanewise.models.signal;

import dev.lanewise.engine.format.io.ErrorText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a WFDB record.
 *
 * @param rate samples per second
 * @param length samples of each signal; 0 if the header does not say
 */
record WfdbHeader(double rate, long length, List<Channel> signals) {
  private static final int MOST_SIGNALS = 4096;
  private static final double USUAL_RATE = 250;
  private static final double USUAL_GAIN = 200;
  private static final Pattern FORMAT = Pattern.compile("(\\d{1,4})(?:\\+(\\d{1,9}))?");
  private static final Pattern GAIN =
      Pattern.compile("([-+0-9.eE]+)(?:\\(([-+]?\\d{1,9})\\))?(?:/(.*))?");

  /**
   * A signal.
   *
   * @param file beside the header
   * @param format 16 or 212
   * @param offset bytes in front of the first sample
   * @param gain units of the samples for each physical unit
   * @param baseline the sample that stands for physical 0
   * @param checksum the low 16 bits of the sum of all samples, as a signed number; null if not
   *     given
   * @param name what the signal is
   */
  record Channel(
      String file,
      int format,
      long offset,
      double gain,
      int baseline,
      Integer checksum,
      String name) {
    private int missing() {
      return format == 16 ? Short.MIN_VALUE : -2048;
    }

    /** Compares the checksum. */
    void check(int[] raw, String path) {
      short sum = 0;
      for (int sample : raw) {
        sum += (short) sample;
      }
      if (checksum != null && checksum.shortValue() != sum) {
        throw new SignalFormatException(
            "%s: signal %s: wanted the checksum %d, got %d; the samples are damaged"
                .formatted(path, ErrorText.quote(name), checksum, sum));
      }
    }

    /** Physical values. */
    float[] physical(int[] raw) {
      float[] values = new float[raw.length];
      for (int i = 0; i < raw.length; i++) {
        if (raw[i] != missing()) {
          values[i] = (float) ((raw[i] - baseline) / gain);
        } else if (i > 0) {
          values[i] = values[i - 1];
        }
      }
      return values;
    }
  }

  /**
   * Parses a header.
   *
   * @param where for messages
   */
  static WfdbHeader parse(String text, String where) {
    List<String> lines =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (lines.isEmpty()) {
      throw new SignalFormatException(where + ": wanted a WFDB header, but it is empty");
    }
    String[] record = lines.getFirst().split("\\s+");
    if (record[0].contains("/")) {
      throw new SignalFormatException(
          where + ": a record of several segments; give the header of one segment");
    }
    int count = (int) number(where, "number of signals", record, 1, 0, MOST_SIGNALS);
    if (record.length < 2 || count < 1 || lines.size() - 1 < count) {
      throw new SignalFormatException(
          "%s: wanted a WFDB header: a line 'NAME SIGNALS RATE LENGTH', then a line for each signal"
              .formatted(where));
    }
    double rate = record.length > 2 ? rate(where, record[2]) : USUAL_RATE;
    long length = number(where, "number of samples", record, 3, 0, Integer.MAX_VALUE);
    List<Channel> signals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      signals.add(channel(where + ": signal " + (i + 1), lines.get(i + 1), i));
    }
    return new WfdbHeader(rate, length, List.copyOf(signals));
  }

  private static Channel channel(String where, String line, int index) {
    String[] fields = line.split("\\s+", 9);
    if (fields.length < 2) {
      throw new SignalFormatException(where + ": wanted at least 'FILE FORMAT'");
    }
    String file = fields[0];
    if (!isPlainName(file)) {
      throw new SignalFormatException(
          "%s: wanted the name of a file beside the header, got %s"
              .formatted(where, ErrorText.quote(file)));
    }
    Matcher format = FORMAT.matcher(fields[1]);
    boolean known = format.matches() && List.of("16", "212").contains(format.group(1));
    if (!known) {
      throw new SignalFormatException(
          "%s: wanted format 16 or 212, a sample at a time, got %s; convert it with xform"
              .formatted(where, ErrorText.quote(fields[1])));
    }
    long offset = format.group(2) == null ? 0 : Long.parseLong(format.group(2));
    double gain = 0;
    long zero = number(where, "zero level", fields, 4, -1 << 24, 1 << 24);
    long baseline = zero;
    if (fields.length > 2) {
      Matcher parts = GAIN.matcher(fields[2]);
      gain = parts.matches() ? real(where, parts.group(1)) : real(where, fields[2]);
      baseline = parts.matches() && parts.group(2) != null ? Long.parseLong(parts.group(2)) : zero;
    }
    Integer checksum =
        fields.length > 6
            ? Integer.valueOf((int) number(where, "checksum", fields, 6, -65536, 65536))
            : null;
    return new Channel(
        file,
        Integer.parseInt(format.group(1)),
        offset,
        gain == 0 ? USUAL_GAIN : gain,
        (int) baseline,
        checksum,
        fields.length > 8 ? fields[8].strip() : "signal " + (index + 1));
  }

  /** Whether it names a file beside the header, and the file system can have such a name. */
  private static boolean isPlainName(String file) {
    if (file.contains("/") || file.contains("\\") || List.of(".", "..", "-").contains(file)) {
      return false;
    }
    try {
      Path path = Path.of(file);
      return path.getRoot() == null && path.getNameCount() == 1;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The number in a field; 0 if the field is not there. */
  private static long number(
      String where, String what, String[] fields, int index, long least, long most) {
    if (index >= fields.length) {
      return 0;
    }
    try {
      long number = Long.parseLong(fields[index]);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of bounds
    }
    throw new SignalFormatException(
        "%s: wanted a number from %d to %d as %s, got %s"
            .formatted(where, least, most, what, ErrorText.quote(fields[index])));
  }

  /** The rate, without counter frequency and base counter. */
  private static double rate(String where, String text) {
    double rate = real(where, text.split("[/(]", 2)[0]);
    if (rate < 0) {
      throw new SignalFormatException(where + ": wanted a rate above 0, got " + rate);
    }
    return rate == 0 ? USUAL_RATE : rate;
  }

  private static double real(String where, String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same message as for infinity
    }
    throw new SignalFormatException(
        "%s: wanted a finite number, got %s".formatted(where, ErrorText.quote(text)));
  }
}
