package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.weights.FittedWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Every built-in network by its name.
 *
 * <p>Besides those that {@link #names} lists there are the CIFAR networks of every depth 6n + 2,
 * {@code cifar_resnet26}, {@code cifar_resnet26_b}, {@code cifar_plain26}, and 9n + 2, {@code
 * cifar_preact_resnet29}.
 */
public final class Models {
  private static final SequencedMap<String, Architecture> LISTED =
      Stream.of(
              ResNet.variants(),
              PreActResNet.variants(),
              CifarResNet.variants(),
              CifarPreActResNet.variants(),
              Vgg.variants(),
              AlexNet.variants(),
              SqueezeNet.variants(),
              GoogLeNet.variants(),
              InceptionV3.variants(),
              DenseNet.variants(),
              MobileNetV2.variants(),
              LeNet.variants(),
              UNet.variants(),
              RetinaUNet.variants(),
              VideoResNet.variants(),
              ResNet3d.variants(),
              MeshNet.variants(),
              ActionCnn3d.variants(),
              MultiScaleResNet1d.variants(),
              ResNet1d.variants(),
              InceptionTime1d.variants(),
              ThreeBranchResNet.variants())
          .flatMap(List::stream)
          .collect(
              LinkedHashMap::new, (map, net) -> map.put(net.name(), net), LinkedHashMap::putAll);

  private Models() {}

  /** The names of all listed networks, family by family. */
  public static List<String> names() {
    return List.copyOf(LISTED.sequencedKeySet());
  }

  /**
   * What is to be known of a network.
   *
   * @throws UnknownModelException if there is none of this name
   */
  public static ModelSpec find(String name) {
    return architecture(name).spec();
  }

  /**
   * The graph of a network as it was published.
   *
   * @throws UnknownModelException if there is none of this name
   */
  public static Graph build(String name) {
    return build(name, ModelOptions.DEFAULT);
  }

  /**
   * The graph of a network.
   *
   * @throws UnknownModelException if there is none of this name
   * @throws LanewiseException if the network cannot have such an input
   */
  public static Graph build(String name, ModelOptions options) {
    return architecture(name).build(options);
  }

  /** The graph of a network that these weights fit; see the other method. */
  public static Graph graphFor(String name, WeightSource weights) {
    return graphFor(name, weights, ModelOptions.DEFAULT);
  }

  /**
   * The graph of a network with as many classes and input channels as the shapes of the weights
   * say, where the options leave them open. Whether all weights fit is found out when the graph is
   * compiled with them.
   *
   * @throws UnknownModelException if there is none of this name
   * @throws LanewiseException if the network cannot have such an input
   */
  public static Graph graphFor(String name, WeightSource weights, ModelOptions options) {
    Architecture network = architecture(name);
    return network.build(network.read(weights, options));
  }

  /**
   * Presents weights under the names of a network. Names that are the network's own stay; else a
   * prefix that all share, such as {@code module.}, is dropped, and the names of torchvision, timm,
   * akamaster, Keras and Caffe are tried. If nothing fits, the names stay, and binding the weights
   * lists what differs.
   *
   * @param weights taken over: closed with the result, or at once if this method throws
   * @throws UnknownModelException if there is no such network
   * @throws LanewiseException if the names fit in two ways
   */
  public static WeightSource fitted(String name, WeightSource weights) {
    Graph graph;
    try {
      graph = build(name);
    } catch (Throwable failure) {
      weights.close();
      throw failure;
    }
    return FittedWeights.of(graph, weights);
  }

  private static Architecture architecture(String name) {
    Architecture listed = LISTED.get(name);
    if (listed != null) {
      return listed;
    }
    return CifarResNet.named(name)
        .or(() -> CifarPreActResNet.named(name))
        .orElseThrow(() -> NearestNames.unknown(name, LISTED.sequencedKeySet()));
  }
}
