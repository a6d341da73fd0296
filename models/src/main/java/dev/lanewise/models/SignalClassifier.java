package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.labels.Labels;
import dev.lanewise.models.signal.Signal;
import dev.lanewise.models.signal.Windows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Says what is in windows of signals: C channels of L samples become a tensor {@code [1, C, L]}.
 *
 * <p>It owns native memory, must be closed, and serves one thread at a time.
 */
public final class SignalClassifier implements AutoCloseable {
  private final Runner runner;
  private final Windows windows;
  private final boolean standardise;
  private final Labels labels;

  private SignalClassifier(Runner runner, Settings settings) {
    this.runner = runner;
    this.windows = Windows.overlapping((int) runner.inputShape().dim(2), settings.overlap());
    this.standardise = settings.standardise();
    this.labels = LabelChoice.of(runner, settings.labels());
  }

  /**
   * What a signal classifier can be told.
   *
   * @param length samples of a window; 0 for as many as the model usually takes
   * @param overlap the part of a window that it shares with the one before: 0 or more and below 1
   * @param standardise whether each channel of a window is brought to mean 0 and deviation 1
   * @param labels names of the classes; empty for numbers
   * @param options how the network is compiled
   */
  public record Settings(
      int length, double overlap, boolean standardise, Optional<Labels> labels, Options options) {
    /** What is usual: windows side by side, values as they are. */
    public static final Settings DEFAULT =
        new Settings(0, 0, false, Optional.empty(), Options.defaults());
  }

  /**
   * Compiles a network.
   *
   * @param weights taken over: they are closed before this method returns or throws
   * @throws UnknownModelException if there is no such network
   * @throws LanewiseException if it does not take signals, or if weights or labels do not fit it
   */
  public static SignalClassifier open(String model, WeightSource weights, Settings settings) {
    ModelOptions size =
        settings.length() == 0
            ? ModelOptions.DEFAULT
            : ModelOptions.DEFAULT.withSize(settings.length());
    Runner runner = Runner.open(model, weights, size, settings.options().batch(1), 3, "signals");
    try {
      return new SignalClassifier(runner, settings);
    } catch (Throwable failure) {
      runner.close();
      throw failure;
    }
  }

  /** Where windows begin. */
  public Windows windows() {
    return windows;
  }

  /** The names of the classes. */
  public Labels labels() {
    return labels;
  }

  /** How many channels a signal must have. */
  public int channels() {
    return (int) runner.inputShape().dim(1);
  }

  /**
   * What the network puts out for a window, one number per class.
   *
   * @param window its number, from 0 to below {@code windows().count(signal.length())}
   * @throws LanewiseException if the signal has not the channels that the network wants
   */
  public float[] logits(Signal signal, int window) {
    if (signal.channels() != channels()) {
      throw new LanewiseException(
          "%s: it has %d channels %s, %s wants %d; choose with --channels"
              .formatted(
                  signal.name(),
                  signal.channels(),
                  signal.channelNames(),
                  runner.plan().name(),
                  channels()));
    }
    float[] values = windows.cut(signal, window, standardise);
    MemorySegment.copy(values, 0, runner.input(), ValueLayout.JAVA_FLOAT, 0, values.length);
    return runner.run();
  }

  /** Frees all memory. May be called twice. */
  @Override
  public void close() {
    runner.close();
  }
}
