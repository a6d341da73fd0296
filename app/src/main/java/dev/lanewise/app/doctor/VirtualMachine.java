package dev.lanewise.app.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** What the JVM says about itself. */
final class VirtualMachine {
  private VirtualMachine() {}

  /** For example {@code OpenJDK 64-Bit Server VM 25.0.3+9-LTS, Eclipse Adoptium}. */
  static String name() {
    return "%s %s, %s"
        .formatted(
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            System.getProperty("java.vendor"));
  }

  /** How it runs code, for example {@code mixed mode, sharing}. */
  static String mode() {
    return System.getProperty("java.vm.info", "");
  }

  /** The value of a -XX option; empty where the JVM has none of this name. */
  static Optional<String> option(String name) {
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return bean == null ? Optional.empty() : Optional.of(bean.getVMOption(name).getValue());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Bytes of the machine's memory, or what a container leaves of it. */
  static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
