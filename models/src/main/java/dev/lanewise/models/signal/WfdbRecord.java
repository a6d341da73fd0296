package dev.lanewise.models.signal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of PhysioBank in formats 16 and 212: a text header ({@code .hea}) and binary samples.
 *
 * <p>In format 16 a sample is a signed 16-bit number, little end first. In format 212 two samples
 * are three bytes: the low byte of the first, four bits of each, the low byte of the second; each
 * is a signed 12-bit number. Signals of one file take turns, a sample each.
 *
 * <p>Physical values are {@code (sample - baseline) / gain}. Samples that are marked as missing
 * (-32768 or -2048) repeat the value before them, or are 0 at the beginning. Where the header has a
 * checksum, it must fit.
 *
 * <p>Source: the WFDB manual, header(5) and signal(5).
 */
final class WfdbRecord {
  private static final int MOST_HEADER_BYTES = 1 << 20;
  private static final long MOST_SAMPLES = 1 << 28;

  private WfdbRecord() {}

  /** Reads a record by its header. */
  static Signal read(Path header) throws IOException {
    if (Files.size(header) > MOST_HEADER_BYTES) {
      throw new SignalFormatException(
          "%s: wanted a WFDB header of at most %d bytes".formatted(header, MOST_HEADER_BYTES));
    }
    String text = new String(Files.readAllBytes(header), StandardCharsets.ISO_8859_1);
    WfdbHeader parsed = WfdbHeader.parse(text, header.toString());
    float[][] samples = new float[parsed.signals().size()][];
    for (Map.Entry<String, List<Integer>> group : groups(parsed).entrySet()) {
      readFile(header, parsed, group.getKey(), group.getValue(), samples);
    }
    List<String> names = parsed.signals().stream().map(WfdbHeader.Channel::name).toList();
    return new Signal(header.toString(), names, List.of(samples), parsed.rate());
  }

  /** The numbers of the signals in each file. */
  private static Map<String, List<Integer>> groups(WfdbHeader header) {
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < header.signals().size(); i++) {
      groups.computeIfAbsent(header.signals().get(i).file(), file -> new ArrayList<>()).add(i);
    }
    return groups;
  }

  private static void readFile(
      Path header, WfdbHeader parsed, String file, List<Integer> signals, float[][] samples)
      throws IOException {
    Path path = header.resolveSibling(file);
    WfdbHeader.Channel first = parsed.signals().get(signals.getFirst());
    for (int signal : signals) {
      WfdbHeader.Channel other = parsed.signals().get(signal);
      if (other.format() != first.format() || other.offset() != first.offset()) {
        throw new SignalFormatException(
            "%s: the signals of %s differ in format or offset; the header is damaged"
                .formatted(header, file));
      }
    }
    long bytes = Files.size(path) - first.offset();
    long there = first.format() == 16 ? bytes / 2 : bytes / 3 * 2 + (bytes % 3 == 2 ? 1 : 0);
    long length = parsed.length() == 0 ? there / signals.size() : parsed.length();
    if (length < 1 || length * signals.size() > MOST_SAMPLES) {
      throw new SignalFormatException(
          "%s: %d samples of %d signals in %s; wanted at least one and at most %d in all"
              .formatted(header, length, signals.size(), file, MOST_SAMPLES));
    }
    if (there < length * signals.size()) {
      throw new SignalFormatException(
          "%s: wanted %d samples of %d signals as %s says, got %d; copy it again"
              .formatted(
                  path, length, signals.size(), header.getFileName(), there / signals.size()));
    }
    byte[] data = data(path, first, (int) length * signals.size());
    for (int i = 0; i < signals.size(); i++) {
      WfdbHeader.Channel channel = parsed.signals().get(signals.get(i));
      int[] raw = new int[(int) length];
      for (int t = 0; t < raw.length; t++) {
        int index = t * signals.size() + i;
        raw[t] = channel.format() == 16 ? sample16(data, index) : sample212(data, index);
      }
      // A checksum is over the whole signal, so it says nothing about a part.
      channel.check(raw, path.toString());
      samples[signals.get(i)] = channel.physical(raw);
    }
  }

  private static byte[] data(Path path, WfdbHeader.Channel first, int samples) throws IOException {
    long bytes = first.format() == 16 ? 2L * samples : Math.ceilDiv(3L * samples, 2);
    try (var in = Files.newInputStream(path)) {
      in.skipNBytes(first.offset());
      byte[] data = in.readNBytes((int) bytes);
      if (data.length < bytes) {
        throw new SignalFormatException(path + ": it became shorter while it was read");
      }
      return data;
    }
  }

  private static int sample16(byte[] data, int index) {
    return data[2 * index + 1] << 8 | data[2 * index] & 0xff;
  }

  private static int sample212(byte[] data, int index) {
    int at = index / 2 * 3;
    int bits =
        index % 2 == 0
            ? (data[at + 1] & 0x0f) << 8 | data[at] & 0xff
            : (data[at + 1] & 0xf0) << 4 | data[at + 2] & 0xff;
    return bits << 20 >> 20;
  }
}
