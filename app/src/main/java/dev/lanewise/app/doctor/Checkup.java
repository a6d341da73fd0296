package dev.lanewise.app.doctor;

import dev.lanewise.app.bench.PeakMeter;
import dev.lanewise.app.text.Units;
import dev.lanewise.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at everything that decides on speed. */
public final class Checkup {
  private static final int OLDEST_JAVA = 25;
  private static final String LANES = "lanewise.lanes";
  private static final long LITTLE_MEMORY = 256L << 20;

  /** GFLOP/s of four lanes at 1 GHz, half of the time. */
  private static final double SLOWEST_PEAK = 4;

  private Checkup() {}

  /** Looks at everything; takes a few seconds. */
  public static List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(compiler());
    findings.add(kernels());
    if (Kernels.whyNotVector() == null) {
      findings.add(vectors());
      findings.add(accesses(Kernels.best().isChecked()));
    }
    findings.add(multiplyAdd());
    ControlGroup limits = ControlGroup.ofThisProcess();
    findings.add(threads(limits));
    findings.add(memory(limits));
    findings.add(peak());
    return findings;
  }

  private static Finding java() {
    String state = "Java " + Runtime.version().feature() + ": " + VirtualMachine.name();
    return Runtime.version().feature() >= OLDEST_JAVA
        ? Finding.good("JVM", state)
        : Finding.wrong("JVM", state, "too old: install a JDK " + OLDEST_JAVA);
  }

  private static Finding compiler() {
    return compiler(
        VirtualMachine.mode(),
        VirtualMachine.option("TieredStopAtLevel"),
        VirtualMachine.option("UseJVMCICompiler"));
  }

  /**
   * Judges the compiler.
   *
   * @param mode as the property java.vm.info says it
   */
  static Finding compiler(String mode, Optional<String> lastTier, Optional<String> jvmci) {
    String subject = "compiler";
    if (mode.contains("interpreted")) {
      return Finding.wrong(subject, mode, "the JVM only interprets: remove -Xint");
    }
    boolean withoutC2 =
        mode.contains("emulated-client") || lastTier.filter(tier -> !tier.equals("4")).isPresent();
    if (withoutC2) {
      return Finding.wrong(
          subject,
          mode + ", without C2",
          "vector code needs C2: remove -XX:TieredStopAtLevel and"
              + " -XX:+NeverActAsServerClassMachine");
    }
    return Finding.good(
        subject, mode + (jvmci.filter("true"::equals).isPresent() ? ", Graal" : ", C2"));
  }

  private static Finding kernels() {
    String why = Kernels.whyNotVector();
    return why == null
        ? Finding.good("kernels", Kernels.best().name())
        : Finding.wrong("kernels", "reference, many times slower", why);
  }

  private static Finding vectors() {
    return vectors(
        Kernels.best().vectorBits(),
        Optional.ofNullable(System.getProperty(LANES)),
        VirtualMachine.option("MaxVectorSize"),
        VirtualMachine.option("UseAVX"));
  }

  /**
   * Judges the width of vectors.
   *
   * @param bits of the widest that the JVM uses
   * @param narrowed what the property lanewise.lanes says
   * @param maxBytes what the JVM's option MaxVectorSize says
   * @param avx what the JVM's option UseAVX says: 0 to 3; absent on other machines
   */
  static Finding vectors(
      int bits, Optional<String> narrowed, Optional<String> maxBytes, Optional<String> avx) {
    String state = bits + " bit" + maxBytes.map(bytes -> ", MaxVectorSize " + bytes).orElse("");
    if (narrowed.isPresent()) {
      return Finding.wrong(
          "vectors", state, "narrowed to " + narrowed.get() + " bit: remove -D" + LANES);
    }
    if (bits < 128) {
      return Finding.wrong(
          "vectors", state, "the JVM uses no vectors: remove -XX:MaxVectorSize and -XX:UseSSE");
    }
    if (bits < 256 && avx.isPresent()) {
      return Finding.wrong(
          "vectors",
          state + ", UseAVX " + avx.get(),
          "AVX2 is missing or switched off: remove -XX:UseAVX and -XX:MaxVectorSize,"
              + " and let a virtual machine pass the host's processor through");
    }
    return Finding.good("vectors", state);
  }

  /** Judges whether kernels check each access to memory. */
  static Finding accesses(boolean checked) {
    return checked
        ? Finding.wrong(
            "memory accesses",
            "each one checked, up to a third slower",
            "grant native access: start java with --enable-native-access=dev.lanewise.kernels"
                + " (ALL-UNNAMED for a class path), and without -Dlanewise.checked")
        : Finding.good("memory accesses", "checked once, when operands are bound");
  }

  private static Finding multiplyAdd() {
    return multiplyAdd(VirtualMachine.option("UseFMA"));
  }

  /** Judges what the JVM's option UseFMA says. */
  static Finding multiplyAdd(Optional<String> useFma) {
    if (useFma.filter("false"::equals).isPresent()) {
      return Finding.wrong(
          "multiply-add",
          "UseFMA false",
          "each multiply-add is computed in software: remove -XX:-UseFMA, or use a processor with"
              + " FMA (x86 since 2013)");
    }
    return Finding.good("multiply-add", "fused" + useFma.map(v -> ", UseFMA " + v).orElse(""));
  }

  private static Finding threads(ControlGroup limits) {
    return threads(Runtime.getRuntime().availableProcessors(), limits);
  }

  /**
   * Judges how many threads there are.
   *
   * @param processors that the JVM takes for its own: the default number of threads
   */
  static Finding threads(int processors, ControlGroup limits) {
    String state = processors + (processors == 1 ? " processor" : " processors");
    if (limits.processors().isEmpty()) {
      return Finding.good("threads", state + ", no container limit");
    }
    double quota = limits.processors().getAsDouble();
    state += String.format(Locale.ROOT, ", container limit %.2f", quota);
    if (quota < 1) {
      return Finding.wrong(
          "threads", state, "even one thread is stopped at times: allow the container 1 processor");
    }
    return processors > Math.ceil(quota)
        ? Finding.wrong(
            "threads",
            state,
            "more threads than the limit stop each other: remove -XX:ActiveProcessorCount, or give"
                + " --threads "
                + (int) quota)
        : Finding.good("threads", state);
  }

  private static Finding memory(ControlGroup limits) {
    return memory(VirtualMachine.memoryBytes(), Runtime.getRuntime().maxMemory(), limits);
  }

  /**
   * Judges how much memory there is; weights and activations lie outside the heap.
   *
   * @param total bytes of the machine, or 0 if unknown
   * @param heap most bytes of the heap
   */
  static Finding memory(long total, long heap, ControlGroup limits) {
    long available =
        Math.min(total == 0 ? Long.MAX_VALUE : total, limits.memoryBytes().orElse(Long.MAX_VALUE));
    String state =
        (available == Long.MAX_VALUE ? "" : Units.bytes(available) + ", ")
            + "heap up to "
            + Units.bytes(heap)
            + (limits.memoryBytes().isPresent() ? ", container limit" : ", no container limit");
    if (available - heap < LITTLE_MEMORY) {
      return Finding.wrong(
          "memory",
          state,
          "weights lie outside the heap, which leaves less than %s: allow more memory, or lower -Xmx"
              .formatted(Units.bytes(LITTLE_MEMORY)));
    }
    return Finding.good("memory", state);
  }

  private static Finding peak() {
    int processors = Runtime.getRuntime().availableProcessors();
    double one = PeakMeter.gflops(1);
    return peak(one, processors, processors == 1 ? one : PeakMeter.gflops(processors));
  }

  /**
   * Judges the measured peak.
   *
   * @param one GFLOP/s of one thread
   * @param processors how many threads {@code all} has
   * @param all GFLOP/s of all threads together
   */
  static Finding peak(double one, int processors, double all) {
    String state = String.format(Locale.ROOT, "%.1f GFLOP/s with 1 thread", one);
    if (processors > 1) {
      state += String.format(Locale.ROOT, ", %.1f with %d", all, processors);
    }
    return one >= SLOWEST_PEAK
        ? Finding.good("measured peak", state)
        : Finding.wrong(
            "measured peak",
            state,
            "so slow that vector code was not compiled, or other programs take the processor:"
                + " cure what is said above, and try again on a quiet machine");
  }
}
