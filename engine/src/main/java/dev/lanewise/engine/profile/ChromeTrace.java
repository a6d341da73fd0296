package dev.lanewise.engine.profile;

import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.plan.PlannedStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs as a file of Chrome's trace event format, which flame-chart viewers read, such as
 * chrome://tracing, Perfetto and speedscope: one event for each run, and inside it one for each
 * step. Times are in microseconds from the first step on.
 */
public final class ChromeTrace {
  private ChromeTrace() {}

  /**
   * Writes the runs that a profile has kept.
   *
   * @throws IOException if the file cannot be written; there is none then
   */
  public static void write(Path file, Profile profile) throws IOException {
    byte[] text = JsonWriter.compact(json(profile)).getBytes(StandardCharsets.UTF_8);
    OutputFile.write(file, out -> out.write(text));
  }

  static JsonValue json(Profile profile) {
    List<Map<String, Object>> events = new ArrayList<>();
    long origin = profile.runs().isEmpty() ? 0 : begin(profile.runs().getFirst());
    for (Profile.Run run : profile.runs()) {
      int last = run.nanos().length - 1;
      if (last < 0) {
        continue;
      }
      long end = run.startNanos()[last] + run.nanos()[last];
      events.add(event(profile.network(), "run", begin(run) - origin, end - begin(run), Map.of()));
      for (int i = 0; i <= last; i++) {
        PlannedStep step = profile.layers().get(i).step();
        events.add(
            event(
                step.node(),
                step.choice().kernel(),
                run.startNanos()[i] - origin,
                run.nanos()[i],
                details(step)));
      }
    }
    Map<String, Object> trace = new LinkedHashMap<>();
    trace.put("displayTimeUnit", "ms");
    trace.put("traceEvents", events);
    return JsonValue.of(trace);
  }

  private static long begin(Profile.Run run) {
    return run.startNanos().length == 0 ? 0 : run.startNanos()[0];
  }

  private static Map<String, Object> details(PlannedStep step) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("operation", step.operation());
    details.put("problem", step.problem());
    details.put("macs", step.macs());
    details.put("bytes", step.bytesMoved());
    return details;
  }

  private static Map<String, Object> event(
      String name, String category, long startNanos, long nanos, Map<String, Object> details) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("name", name);
    event.put("cat", category);
    event.put("ph", "X");
    event.put("ts", startNanos / 1e3);
    event.put("dur", nanos / 1e3);
    event.put("pid", 1);
    event.put("tid", 1);
    event.put("args", details);
    return event;
  }
}
