package dev.lanewise.kernels.vector;

import java.util.List;

/**
 * What {@link KernelProbe} saw of one case, a line of its output.
 *
 * @param cold checksum of the output of the first run
 * @param hot the first other checksum of a later run, or the same
 * @param bytesPerRun what each further run allocates on the heap
 * @param name of the case
 */
record ProbeResult(long cold, long hot, long bytesPerRun, String name) {
  static ProbeResult parse(String line) {
    String[] fields = line.split(" ", 4);
    return new ProbeResult(
        Long.parseUnsignedLong(fields[0], 16),
        Long.parseUnsignedLong(fields[1], 16),
        Long.parseLong(fields[2]),
        fields[3]);
  }

  static List<ProbeResult> parse(List<String> lines) {
    return lines.stream().map(ProbeResult::parse).toList();
  }

  boolean sameBits() {
    return cold == hot;
  }

  @Override
  public String toString() {
    return "%x %x %d %s".formatted(cold, hot, bytesPerRun, name);
  }
}
