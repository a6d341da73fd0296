package dev.lanewise.engine.tuning;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.KernelProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Measured times of kernels, by machine and problem.
 *
 * <pre>{@code
 * Tuning tuning = Tuning.open(Path.of("tuning.txt"));
 * Plan plan = model.compile(Options.defaults().tuning(tuning));
 * tuning.save();
 * }</pre>
 */
public final class Tuning {
  private static final String HEAD =
      "# lanewise tuning 1: kernels, processor, JVM, problem, microseconds of each kernel\n";
  private static final int FIELDS = 5;
  private static final int MOST_BYTES = 64 << 20;

  private final Path file;
  private final boolean measures;
  private final Times times;

  /** Shared by a tuning and those made from it; guards itself. */
  private static final class Times {
    /** By machine and problem as in the file; then by kernel. */
    private final SequencedMap<String, Map<String, Double>> micros = new LinkedHashMap<>();
  }

  private Tuning(Path file, boolean measures, Times times) {
    this.file = file;
    this.measures = measures;
    this.times = times;
  }

  /**
   * Reads a file, and will measure what is not in it.
   *
   * @param file need not exist
   * @throws ModelFormatException if a line is not understood
   * @throws IOException if it exists and cannot be read
   */
  public static Tuning open(Path file) throws IOException {
    Tuning tuning = new Tuning(file, true, new Times());
    if (Files.exists(file)) {
      if (Files.size(file) > MOST_BYTES) {
        throw new ModelFormatException(
            "%s: wanted a tuning file of at most %d bytes, got %d"
                .formatted(file, MOST_BYTES, Files.size(file)));
      }
      // Bytes that are no UTF-8 become marks, and so lines that are refused.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      int number = 0;
      for (String line : text.lines().toList()) {
        tuning.read(++number, line);
      }
    }
    return tuning;
  }

  /** The same times, but nothing new is measured: estimates decide on what is not in the file. */
  public Tuning recordedOnly() {
    return new Tuning(file, false, times);
  }

  /** Whether times that are missing are to be measured. */
  public boolean measures() {
    return measures;
  }

  /**
   * The measured time of each kernel, in microseconds; empty if the problem was not measured on
   * this machine.
   */
  public Map<String, Double> micros(KernelProvider kernels, ConvProblem problem) {
    synchronized (times) {
      return times.micros.getOrDefault(key(kernels, problem), Map.of());
    }
  }

  /** Adds what was measured on this machine. */
  public void add(KernelProvider kernels, ConvProblem problem, Map<String, Double> micros) {
    synchronized (times) {
      times.micros.put(key(kernels, problem), new TreeMap<>(micros));
    }
  }

  /**
   * Writes all times to the file.
   *
   * @throws IOException if that fails; the file is as before then
   */
  public void save() throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    synchronized (times) {
      times.micros.forEach(
          (key, micros) ->
              text.append(key)
                  .append('\t')
                  .append(
                      micros.entrySet().stream()
                          .map(e -> String.format(Locale.ROOT, "%s=%.2f", e.getKey(), e.getValue()))
                          .collect(Collectors.joining(" ")))
                  .append('\n'));
    }
    OutputFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private void read(int number, String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    List<String> fields = List.of(line.split("\t", -1));
    Map<String, Double> micros = new TreeMap<>();
    if (fields.size() == FIELDS) {
      for (String entry : fields.getLast().split(" ")) {
        int equals = entry.indexOf('=');
        double time = equals < 1 ? -1 : number(entry.substring(equals + 1));
        if (time > 0) {
          micros.put(entry.substring(0, equals), time);
        }
      }
    }
    if (micros.isEmpty() || micros.size() != fields.getLast().split(" ").length) {
      throw new ModelFormatException(
          "%s: line %d: wanted kernels, processor, JVM, problem and times such as im2col=12.5, with tabs between, got '%s'; delete the line, it will be measured again"
              .formatted(
                  file, number, line.length() > 100 ? line.substring(0, 100) + "..." : line));
    }
    times.micros.put(String.join("\t", fields.subList(0, FIELDS - 1)), micros);
  }

  private static double number(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String key(KernelProvider kernels, ConvProblem problem) {
    return String.join(
        "\t",
        kernels.name() + " " + kernels.vectorBits(),
        Machine.PROCESSOR,
        Machine.JVM,
        problem.toString());
  }

  /** What times depend on besides the kernels. */
  private static final class Machine {
    static final String PROCESSOR = processor();
    static final String JVM =
        plain(System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));

    private static String processor() {
      try {
        Path linux = Path.of("/proc/cpuinfo");
        if (Files.isReadable(linux)) {
          for (String line : Files.readAllLines(linux)) {
            if (line.startsWith("model name")) {
              return plain(line.substring(line.indexOf(':') + 1));
            }
          }
        }
      } catch (IOException e) {
        // as where there is no such file
      }
      String windows = System.getenv("PROCESSOR_IDENTIFIER");
      return plain(windows == null ? System.getProperty("os.arch") : windows);
    }

    private static String plain(String text) {
      return text.strip().replaceAll("\\s+", " ");
    }
  }
}
