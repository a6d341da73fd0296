package dev.lanewise.app.onnx;

import dev.lanewise.app.bench.PeakMeter;
import dev.lanewise.app.profile.ProfileReport;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.plan.WarmUp;
import dev.lanewise.engine.profile.ChromeTrace;
import dev.lanewise.engine.profile.Profile;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code profile model.onnx}: the time of each compiled step and each interpreted node. */
public final class OnnxProfile {
  private static final Duration WINDOW = Duration.ofMillis(50);

  private final Options options;
  private final double seconds;
  private final Duration warmUp;

  /**
   * @param seconds least time to measure
   * @param warmUp the longest that warm-up may last
   */
  public OnnxProfile(Options options, double seconds, Duration warmUp) {
    this.options = options;
    this.seconds = seconds;
    this.warmUp = warmUp;
  }

  /**
   * Profiles a model.
   *
   * @param batch for open first dimensions; null for 1
   * @param size for open spatial dimensions; null if there is none
   * @param trace where the last runs are written; null for nowhere
   */
  public ProfileReport run(Path file, Integer batch, List<Integer> size, Path trace)
      throws IOException {
    try (OnnxModel model = OnnxModel.open(file, options);
        Arena arena = Arena.ofShared()) {
      Map<String, Tensor> inputs = OnnxInputs.of(model, batch, size, arena);
      WarmUp warm =
          model
              .prepare(inputs)
              .whole()
              .map(plan -> plan.warmUp(warmUp))
              .orElseGet(() -> warmUp(model, inputs));
      Profile profile = model.profile(inputs, (long) (seconds * 1e9));
      if (trace != null) {
        ChromeTrace.write(trace, profile);
      }
      return new ProfileReport(
          profile, warm, "its own weights", PeakMeter.gflops(profile.threads()));
    }
  }

  /** Runs that interpret nodes never stop allocating, so only time and compiler are looked at. */
  private WarmUp warmUp(OnnxModel model, Map<String, Tensor> inputs) {
    return WarmUp.repeat(
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            model.run(inputs, arena);
          }
        },
        new WarmUp.Pace(
            WINDOW.toNanos(),
            0,
            warmUp.toNanos(),
            System::nanoTime,
            WarmUp.Pace.compilingMillis(),
            () -> 0));
  }
}
