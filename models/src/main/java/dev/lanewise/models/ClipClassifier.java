package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.models.labels.Labels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * Says what is on clips: T frames become a tensor {@code [1, 3, T, H, W]}.
 *
 * <p>It owns native memory, must be closed, and serves one thread at a time.
 */
public final class ClipClassifier implements AutoCloseable {
  private final Runner runner;
  private final Preprocess preprocess;
  private final Labels labels;
  private final int frames;

  private ClipClassifier(Runner runner, Preprocess preprocess, Optional<Labels> names) {
    this.runner = runner;
    this.preprocess = preprocess;
    this.frames = (int) runner.inputShape().dim(2);
    this.labels = LabelChoice.of(runner, names);
  }

  /**
   * What a clip classifier can be told.
   *
   * @param preprocess what is done with each frame; empty for {@link #usual}
   * @param frames of a clip; 0 for as many as the model usually takes
   * @param labels names of the classes; empty for those of the model, or numbers
   * @param options how the network is compiled
   */
  public record Settings(
      Optional<Preprocess> preprocess, int frames, Optional<Labels> labels, Options options) {
    /** What is usual. */
    public static final Settings DEFAULT =
        new Settings(Optional.empty(), 0, Optional.empty(), Options.defaults());
  }

  /** What a model expects of each frame, if nothing else is said: as for Kinetics if unknown. */
  public static Preprocess usual(String model) {
    return Models.find(model).preprocess().orElse(Preprocess.KINETICS);
  }

  /**
   * Compiles a network.
   *
   * @param weights taken over: they are closed before this method returns or throws
   * @throws UnknownModelException if there is no such network
   * @throws LanewiseException if it does not take clips, or if weights or labels do not fit it
   */
  public static ClipClassifier open(String model, WeightSource weights, Settings settings) {
    try (WeightSource source = Models.fitted(model, weights)) {
      ModelSpec spec = Models.find(model);
      Preprocess steps = settings.preprocess().orElse(usual(model));
      ModelOptions size = ModelOptions.DEFAULT;
      if (spec.inputs().getFirst().rank() == 5) {
        int usualFrames = (int) spec.inputs().getFirst().dim(2);
        int frames = settings.frames() == 0 ? usualFrames : settings.frames();
        size = size.withSize(frames, height(spec, steps), width(spec, steps));
      }
      Runner runner = Runner.open(model, source, size, settings.options().batch(1), 5, "clips");
      try {
        return new ClipClassifier(runner, steps, settings.labels());
      } catch (Throwable failure) {
        runner.close();
        throw failure;
      }
    }
  }

  private static int height(ModelSpec spec, Preprocess steps) {
    return steps.cropHeight() == 0 ? (int) spec.inputs().getFirst().dim(3) : steps.cropHeight();
  }

  private static int width(ModelSpec spec, Preprocess steps) {
    return steps.cropWidth() == 0 ? (int) spec.inputs().getFirst().dim(4) : steps.cropWidth();
  }

  /** How many frames make a clip. */
  public int frames() {
    return frames;
  }

  /** What is done with each frame. */
  public Preprocess preprocess() {
    return preprocess;
  }

  /** The names of the classes. */
  public Labels labels() {
    return labels;
  }

  /**
   * What the network puts out for a clip, one number per class.
   *
   * @param clip {@link #frames} pictures that {@link Preprocess#fit} has made ready
   * @throws LanewiseException if there are more or fewer, or of another size than the network wants
   */
  public float[] logits(List<RgbImage> clip) {
    long channels = runner.inputShape().dim(1);
    long height = runner.inputShape().dim(3);
    long width = runner.inputShape().dim(4);
    if (clip.size() != frames || channels != preprocess.order().channels()) {
      throw new LanewiseException(
          "%s: wanted %d frames of %d channels, got %d of %d"
              .formatted(
                  runner.plan().name(),
                  frames,
                  channels,
                  clip.size(),
                  preprocess.order().channels()));
    }
    long plane = height * width * Float.BYTES;
    MemorySegment input = runner.input();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment frame = arena.allocate(channels * plane, 64);
      for (int t = 0; t < frames; t++) {
        RgbImage image = clip.get(t);
        if (image.height() != height || image.width() != width) {
          throw new LanewiseException(
              "a frame has %d x %d pixels, %s wants %d x %d"
                  .formatted(image.width(), image.height(), runner.plan().name(), width, height));
        }
        preprocess.normalize(image, frame, 0);
        for (long c = 0; c < channels; c++) {
          MemorySegment.copy(
              frame,
              ValueLayout.JAVA_FLOAT,
              c * plane,
              input,
              ValueLayout.JAVA_FLOAT,
              (c * frames + t) * plane,
              height * width);
        }
      }
    }
    return runner.run();
  }

  /** Frees all memory. May be called twice. */
  @Override
  public void close() {
    runner.close();
  }
}
