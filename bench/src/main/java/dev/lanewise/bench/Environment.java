package dev.lanewise.bench;

import dev.lanewise.kernels.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** On what a figure was measured. */
final class Environment {
  private static final Path LINUX_PROCESSOR = Path.of("/proc/cpuinfo");

  private Environment() {}

  /** Names and values, in order. */
  static Map<String, Object> describe() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put(
        "system",
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    facts.put(
        "jvm",
        "%s %s, %s"
            .formatted(
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                System.getProperty("java.vendor")));
    facts.put(
        "jvm_options", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("kernels", Kernels.best().name());
    return facts;
  }

  private static String processor() {
    if (Files.isReadable(LINUX_PROCESSOR)) {
      try (var lines = Files.lines(LINUX_PROCESSOR)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
      } catch (IOException e) {
        return "unknown";
      }
    }
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    return windows == null ? "unknown" : windows;
  }
}
