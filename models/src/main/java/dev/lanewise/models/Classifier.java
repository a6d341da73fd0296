package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.models.labels.Labels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * Says what is on pictures: preprocessing, network, softmax, names.
 *
 * <p>Compiled once, it runs one session again and again; a picture costs what its preprocessing and
 * the network cost. It owns native memory, must be closed, and serves one thread at a time.
 */
public final class Classifier implements AutoCloseable {
  private final Preprocess preprocess;
  private final Labels labels;
  private final Plan plan;
  private final boolean ownsPlan;
  private final Session session;
  private final MemorySegment input;
  private final MemorySegment output;

  private Classifier(Preprocess preprocess, Labels labels, Plan plan, boolean ownsPlan) {
    this.preprocess = preprocess;
    this.labels = labels;
    this.plan = plan;
    this.ownsPlan = ownsPlan;
    this.session = plan.newSession();
    this.input = session.input("input0");
    this.output = session.output("output0");
  }

  /**
   * Begins a classifier.
   *
   * @param model a name that {@link Models} knows
   */
  public static Builder builder(String model) {
    return new Builder(model);
  }

  /** What is done with each picture. */
  public Preprocess preprocess() {
    return preprocess;
  }

  /** The names of the classes. */
  public Labels labels() {
    return labels;
  }

  /** What is computed, with which kernels; closed with this classifier. */
  public Plan plan() {
    return plan;
  }

  /**
   * The most probable classes of a picture, the best first.
   *
   * @param topK how many; fewer if there are not so many classes
   * @throws LanewiseException if the picture has not the size that the network wants, or the
   *     network's output is not finite
   */
  public List<Prediction> classify(RgbImage image, int topK) {
    return Predictions.top(logits(image), labels, topK);
  }

  /**
   * What the network puts out for a picture, one number per class.
   *
   * @throws LanewiseException if the picture has not the size that the network wants
   */
  public float[] logits(RgbImage image) {
    RgbImage fitted = preprocess.fit(image);
    Shape wanted = plan.inputs().get("input0");
    if (fitted.height() != wanted.dim(2) || fitted.width() != wanted.dim(3)) {
      throw new LanewiseException(
          "the picture has %d x %d pixels, %s wants %d x %d; let it be resized and cropped"
              .formatted(
                  fitted.width(), fitted.height(), plan.name(), wanted.dim(3), wanted.dim(2)));
    }
    preprocess.normalize(fitted, input, 0);
    session.run();
    return output.toArray(ValueLayout.JAVA_FLOAT);
  }

  /**
   * An output of the last run besides the logits, such as {@link Options#alsoOutput} asks for.
   *
   * @param name as the plan has it
   * @return all elements, row-major
   * @throws LanewiseException if there is no such output
   */
  public float[] output(String name) {
    return session.output(name).toArray(ValueLayout.JAVA_FLOAT);
  }

  /**
   * Another classifier with the same weights, for another thread. It needs only the memory of the
   * activations, and may outlive this one.
   *
   * @throws IllegalStateException if this classifier is closed
   */
  public Classifier share() {
    return new Classifier(preprocess, labels, plan, false);
  }

  /** Frees all memory that is not shared. May be called twice. */
  @Override
  public void close() {
    session.close();
    if (ownsPlan) {
      plan.close();
    }
  }

  /**
   * What a classifier is made of. What is not said is taken from the notes in the weights file if
   * it has such, else from the network's {@link ModelSpec}.
   */
  public static final class Builder {
    private final String model;
    private Options options = Options.defaults();
    private Optional<Labels> labels = Optional.empty();
    private Optional<Preprocess> preprocess = Optional.empty();
    private Optional<List<Float>> mean = Optional.empty();
    private Optional<List<Float>> std = Optional.empty();
    private boolean resize = true;

    private Builder(String model) {
      this.model = model;
    }

    /** How the network is compiled. */
    public Builder options(Options other) {
      options = other;
      return this;
    }

    /** The names of the classes. */
    public Builder labels(Labels names) {
      labels = Optional.of(names);
      return this;
    }

    /** What is done with each picture. */
    public Builder preprocess(Preprocess steps) {
      preprocess = Optional.of(steps);
      return this;
    }

    /** Another mean of each channel, whatever the rest of the preprocessing is. */
    public Builder mean(List<Float> perChannel) {
      mean = Optional.of(List.copyOf(perChannel));
      return this;
    }

    /** Another standard deviation of each channel, whatever the rest of the preprocessing is. */
    public Builder std(List<Float> perChannel) {
      std = Optional.of(List.copyOf(perChannel));
      return this;
    }

    /** Pictures have the size that the network wants: neither resize nor crop them. */
    public Builder withoutResize() {
      resize = false;
      return this;
    }

    /**
     * Compiles the network.
     *
     * @param weights taken over: they are closed before this method returns or throws
     * @throws UnknownModelException if there is no such network
     * @throws LanewiseException if weights, labels or preprocessing do not fit it
     */
    public Classifier build(WeightSource weights) {
      try (WeightSource source = Models.fitted(model, weights)) {
        ModelSpec spec = Models.find(model);
        WeightNotes notes = WeightNotes.read(source, model);
        Preprocess full = steps(spec, notes);
        Graph graph = graph(source, full);
        Preprocess steps = resize ? full : full.withResize(0).withCrop(0, 0);
        checkInput(graph.inputs().firstEntry().getValue(), steps);
        int classes = (int) graph.outputShapes().firstEntry().getValue().dim(1);
        Labels names = names(spec, notes, classes);
        try (Model compiled = Model.of(graph, source)) {
          return open(steps, names, compiled.compile(options.batch(1)));
        }
      }
    }

    /** The network for pictures as large as the preprocessing makes them. */
    private Graph graph(WeightSource source, Preprocess steps) {
      ModelOptions size =
          steps.cropHeight() == 0
              ? ModelOptions.DEFAULT
              : ModelOptions.DEFAULT.withSize(steps.cropHeight(), steps.cropWidth());
      return Models.graphFor(model, source, size);
    }

    private static Classifier open(Preprocess preprocess, Labels labels, Plan plan) {
      try {
        return new Classifier(preprocess, labels, plan, true);
      } catch (Throwable failure) {
        plan.close();
        throw failure;
      }
    }

    private Preprocess steps(ModelSpec spec, WeightNotes notes) {
      Preprocess usual =
          preprocess.orElseGet(
              () ->
                  notes.applyTo(
                      spec.preprocess()
                          .orElseThrow(
                              () -> new LanewiseException(model + ": its input is no picture"))));
      try {
        return usual.withMeanAndStd(mean.orElse(usual.mean()), std.orElse(usual.std()));
      } catch (IllegalArgumentException e) {
        throw new LanewiseException("preprocessing: " + e.getMessage(), e);
      }
    }

    private void checkInput(Shape input, Preprocess steps) {
      if (input.rank() != 4 || input.dim(1) != steps.order().channels()) {
        throw new LanewiseException(
            "%s: with these weights the network wants input %s, but a picture has %d channels (%s)"
                .formatted(model, input, steps.order().channels(), steps.order()));
      }
    }

    private Labels names(ModelSpec spec, WeightNotes notes, int classes) {
      Labels names =
          labels
              .or(() -> notes.labels().filter(l -> l.size() == classes))
              .orElseGet(() -> spec.labels(classes));
      if (names.size() != classes) {
        throw new LanewiseException(
            "%s: wanted a label for each of its %d classes, got %d labels"
                .formatted(model, classes, names.size()));
      }
      return names;
    }
  }
}
