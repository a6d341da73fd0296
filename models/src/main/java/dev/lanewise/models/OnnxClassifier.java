package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import dev.lanewise.models.labels.Labels;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what is on pictures with an ONNX model of one input {@code [N, C, H, W]} and, first among
 * its outputs, a number for each class.
 *
 * <p>Owns the model and must be closed. Safe for any number of threads.
 */
public final class OnnxClassifier implements AutoCloseable {
  private static final int USUAL_SIZE = 224;
  private static final double USUAL_MARGIN = 256.0 / 224;
  private static final float LEAST_PROBABILITY = 1e-37f;

  private final OnnxModel model;
  private final Preprocess preprocess;
  private final Optional<Labels> labels;
  private final boolean endsInSoftmax;

  private OnnxClassifier(OnnxModel model, Preprocess preprocess, Optional<Labels> labels) {
    this.model = model;
    this.preprocess = preprocess;
    this.labels = labels;
    String output = model.outputs().getFirst().name();
    this.endsInSoftmax =
        model.file().proto().graph().nodes().stream()
            .filter(node -> node.outputs().contains(output))
            .map(OnnxNode::opType)
            .anyMatch("Softmax"::equals);
  }

  /**
   * Makes a classifier of a model.
   *
   * @param model taken over: closed with the classifier, or at once if it does not fit
   * @param preprocess what is done with pictures
   * @param labels names of the classes; numbers if there are none
   * @throws LanewiseException if the model has not one input for pictures
   */
  public static OnnxClassifier of(OnnxModel model, Preprocess preprocess, Optional<Labels> labels) {
    try {
      long[] dims = inputDims(model);
      if (dims[1] >= 0 && dims[1] != preprocess.order().channels()) {
        throw new LanewiseException(
            "%s: its input %s has %d channels, a picture has %d (%s)"
                .formatted(
                    model.file().describe(),
                    model.inputs().getFirst(),
                    dims[1],
                    preprocess.order().channels(),
                    preprocess.order()));
      }
      return new OnnxClassifier(model, preprocess, labels);
    } catch (Throwable failure) {
      model.close();
      throw failure;
    }
  }

  /** Opens a model with the usual preprocessing and numbers as names. */
  public static OnnxClassifier open(Path file, Options options) throws IOException {
    OnnxModel model = OnnxModel.open(file, options);
    return of(model, usual(model), Optional.empty());
  }

  /**
   * The preprocessing that is tried where nothing else is said: that of ImageNet for three channels
   * and grey values from 0 to 1 for one, as large as the model wants, or 224 x 224.
   */
  public static Preprocess usual(OnnxModel model) {
    long[] dims = inputDims(model);
    int height = dims[2] > 0 ? Math.toIntExact(dims[2]) : USUAL_SIZE;
    int width = dims[3] > 0 ? Math.toIntExact(dims[3]) : USUAL_SIZE;
    if (dims[1] == 1) {
      return new Preprocess(
          Math.max(height, width),
          height,
          width,
          Preprocess.MNIST.filter(),
          Preprocess.ChannelOrder.GREY,
          255,
          List.of(0f),
          List.of(1f));
    }
    int resize = (int) Math.round(USUAL_MARGIN * Math.max(height, width));
    return Preprocess.IMAGENET.withResize(resize).withCrop(height, width);
  }

  private static long[] inputDims(OnnxModel model) {
    OnnxValue input = model.inputs().isEmpty() ? null : model.inputs().getFirst();
    int rank = input == null ? 0 : input.dims().map(List::size).orElse(0);
    if (model.inputs().size() != 1 || rank != 4) {
      throw new LanewiseException(
          "%s: wanted a model of one input [N, C, H, W], got %s"
              .formatted(model.file().describe(), model.inputs()));
    }
    return input.dims().orElseThrow().stream().mapToLong(d -> d.size().orElse(-1)).toArray();
  }

  /**
   * The most probable classes of a picture, the best first.
   *
   * @param fitted as large as the preprocessing makes it
   * @param topK how many; fewer if there are not so many classes
   * @throws LanewiseException if the picture or the labels do not fit the model
   */
  public List<Prediction> classify(RgbImage fitted, int topK) {
    float[] logits = logits(fitted);
    Labels names = labels.orElseGet(() -> Labels.numbered(logits.length));
    if (names.size() != logits.length) {
      throw new LanewiseException(
          "%s: wanted a label for each of its %d classes, got %d labels"
              .formatted(model.file().describe(), logits.length, names.size()));
    }
    return Predictions.top(logits, names, topK);
  }

  /** The first output for a picture; the logarithm of probabilities if the model ends in them. */
  private float[] logits(RgbImage fitted) {
    try (Arena arena = Arena.ofConfined()) {
      Shape shape = Shape.of(1, preprocess.order().channels(), fitted.height(), fitted.width());
      Tensor input = Tensor.allocate(DType.F32, shape, arena);
      preprocess.normalize(fitted, input.data(), 0);
      String name = model.inputs().getFirst().name();
      Tensor output = model.run(Map.of(name, input), arena).firstEntry().getValue();
      float[] values = output.toFloats();
      if (endsInSoftmax) {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) Math.log(Math.max(values[i], LEAST_PROBABILITY));
        }
      }
      return values;
    }
  }

  /** What is done with each picture. */
  public Preprocess preprocess() {
    return preprocess;
  }

  /** Closes the model. May be called twice. */
  @Override
  public void close() {
    model.close();
  }
}
