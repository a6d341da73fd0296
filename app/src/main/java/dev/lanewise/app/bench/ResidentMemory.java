package dev.lanewise.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that lies in RAM, as Linux counts it. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** Bytes at present; 0 where the system does not tell. */
  public static long now() {
    return read("VmRSS:");
  }

  /** The most bytes since the process began; 0 where the system does not tell. */
  public static long peak() {
    return read("VmHWM:");
  }

  private static long read(String field) {
    try {
      if (Files.isReadable(STATUS)) {
        for (String line : Files.readAllLines(STATUS)) {
          if (line.startsWith(field)) {
            return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
          }
        }
      }
    } catch (IOException e) {
      // as where there is no such file
    }
    return 0;
  }
}
