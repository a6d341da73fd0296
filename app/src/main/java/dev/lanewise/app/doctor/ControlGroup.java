package dev.lanewise.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The limits that a Linux container sets to this process; on other systems there are none.
 *
 * <p>A limit holds for a group and all below it, so the smallest from the process's group up to the
 * root counts. Both layouts are read: the unified one of version 2 and the one of version 1 with a
 * folder per controller.
 *
 * @param processors processor time per time; empty for no limit
 * @param memoryBytes empty for no limit
 */
public record ControlGroup(OptionalDouble processors, OptionalLong memoryBytes) {
  /** Version 1 says so, rounded to pages, where there is no limit. */
  private static final long NO_LIMIT = 1L << 60;

  /** Reads the limits of this process. */
  public static ControlGroup ofThisProcess() {
    return read(Path.of("/"));
  }

  /**
   * Reads the limits.
   *
   * @param root the folder that holds {@code proc} and {@code sys}
   */
  static ControlGroup read(Path root) {
    double processors = Double.POSITIVE_INFINITY;
    long memory = Long.MAX_VALUE;
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        for (Path folder : folders(root.resolve("sys/fs/cgroup"), parts[1], parts[2])) {
          processors = Math.min(processors, processors(folder));
          memory = Math.min(memory, memory(folder));
        }
      }
    }
    return new ControlGroup(
        Double.isInfinite(processors) ? OptionalDouble.empty() : OptionalDouble.of(processors),
        memory >= NO_LIMIT ? OptionalLong.empty() : OptionalLong.of(memory));
  }

  /** The group's folder and all above it; inside a container the root alone may be there. */
  private static List<Path> folders(Path mount, String controllers, String group) {
    Path top = controllers.isEmpty() ? mount : mount.resolve(controllers);
    Path folder = top.resolve(group.replaceFirst("^/+", "")).normalize();
    List<Path> folders = new ArrayList<>();
    while (folder != null && folder.startsWith(top)) {
      folders.add(folder);
      folder = folder.getParent();
    }
    return folders;
  }

  private static double processors(Path folder) {
    List<String> unified = lines(folder.resolve("cpu.max"));
    if (!unified.isEmpty()) {
      String[] quotaAndPeriod = unified.getFirst().strip().split("\\s+");
      return quotaAndPeriod.length == 2
          ? ratio(number(quotaAndPeriod[0]), number(quotaAndPeriod[1]))
          : Double.POSITIVE_INFINITY;
    }
    return ratio(
        first(folder.resolve("cpu.cfs_quota_us")), first(folder.resolve("cpu.cfs_period_us")));
  }

  private static double ratio(long quota, long period) {
    boolean limited = quota > 0 && period > 0 && quota < NO_LIMIT && period < NO_LIMIT;
    return limited ? (double) quota / period : Double.POSITIVE_INFINITY;
  }

  private static long memory(Path folder) {
    return Math.min(
        first(folder.resolve("memory.max")), first(folder.resolve("memory.limit_in_bytes")));
  }

  private static long first(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? Long.MAX_VALUE : number(lines.getFirst().strip());
  }

  /** A number, or the largest one for "max" and whatever else is none. */
  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
