package dev.lanewise.app.see;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.models.ClassActivation;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.Prediction;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A network before it is run: which layer is drawn, and the weights that drawing needs.
 *
 * <p>Made while the weights are open; {@link #at} then looks at a picture.
 */
public final class Look {
  /**
   * What there is to see.
   *
   * @param pictures by the names of their files
   * @param seen the class that was looked for
   * @param heat where it is; nothing if the network does not tell
   */
  public record Sight(
      SequencedMap<String, RgbImage> pictures, Prediction seen, Optional<HeatMap> heat) {}

  private final Node layer;
  private final Optional<RgbImage> filters;
  private final Optional<ClassActivation> activation;
  private final float[] linear;

  /**
   * Prepares to draw a layer.
   *
   * @param order of the channels that the network reads
   */
  public Look(Graph graph, Node layer, WeightSource source, Preprocess.ChannelOrder order) {
    Weights weights = Weights.bind(graph, source);
    this.layer = layer;
    this.filters = filters(graph, layer, weights, order);
    this.activation = ClassActivation.of(graph);
    this.linear = activation.map(found -> found.linear(weights)).orElse(new float[0]);
  }

  private static Optional<RgbImage> filters(
      Graph graph, Node layer, Weights weights, Preprocess.ChannelOrder order) {
    Parameter weight = graph.parameters().get(layer.input(1));
    return weight == null || weight.shape().rank() != 4
        ? Optional.empty()
        : Optional.of(
            Filters.draw(weights.get(layer.input(1)), order == Preprocess.ChannelOrder.BGR));
  }

  /** The values that the classifier has to put out besides the logits. */
  public List<String> values() {
    return activation
        .filter(found -> !found.map().equals(layer.output()))
        .map(found -> List.of(layer.output(), found.map()))
        .orElse(List.of(layer.output()));
  }

  /**
   * Looks at a picture.
   *
   * @param classifier that puts out {@link #values}
   * @param picture as it is in the file
   * @param fitted as large as the network wants it
   * @param part of the picture that is in {@code fitted}
   * @param wanted the class to look for, by name or number; null for the most probable one
   */
  public Sight at(
      Classifier classifier, RgbImage picture, RgbImage fitted, SeenPart part, String wanted) {
    SequencedMap<String, RgbImage> pictures = new LinkedHashMap<>();
    filters.ifPresent(drawn -> pictures.put("filters.png", drawn));
    Prediction seen = choose(classifier.classify(fitted, classifier.labels().size()), wanted);
    Shape shape = classifier.plan().outputs().get(layer.output());
    if (shape.rank() == 4) {
      pictures.put(
          "features.png",
          FeatureMaps.draw(
              classifier.output(layer.output()),
              (int) shape.dim(1),
              (int) shape.dim(2),
              (int) shape.dim(3)));
    }
    Optional<HeatMap> heat =
        activation.map(found -> heat(found, classifier, picture, part, seen.index()));
    heat.ifPresent(drawn -> pictures.put("heat.png", drawn.picture()));
    return new Sight(pictures, seen, heat);
  }

  private HeatMap heat(
      ClassActivation found, Classifier classifier, RgbImage picture, SeenPart part, int index) {
    Shape map = classifier.plan().outputs().get(found.map());
    int height = (int) map.dim(2);
    int width = (int) map.dim(3);
    float[] heat = found.heat(classifier.output(found.map()), height * width, linear, index);
    return HeatMap.draw(picture, part, heat, height, width);
  }

  private static Prediction choose(List<Prediction> all, String wanted) {
    if (wanted == null) {
      return all.getFirst();
    }
    return all.stream()
        .filter(each -> each.label().equalsIgnoreCase(wanted))
        .findFirst()
        .or(
            () ->
                all.stream()
                    .filter(each -> Integer.toString(each.index()).equals(wanted))
                    .findFirst())
        .orElseThrow(
            () ->
                new LanewiseException(
                    "--class: no class is called '%s'; wanted a name or a number from 0 to %d"
                        .formatted(wanted, all.size() - 1)));
  }
}
