package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.Preprocess.ChannelOrder;
import dev.lanewise.models.image.Resize;
import java.util.List;

/** Networks for handwritten digits of 28 x 28. */
final class LeNet {
  private static final Preprocess ZERO_TO_ONE =
      new Preprocess(
          28, 28, 28, Resize.Filter.BILINEAR, ChannelOrder.GREY, 255, List.of(0f), List.of(1f));

  private LeNet() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    return List.of(
        Architecture.of(
            digits("lenet5", "LeNet-5 with sigmoids and average pooling")
                .withPreprocess(ZERO_TO_ONE),
            LeNet::lenet5,
            "conv1.weight",
            "fc3.weight"),
        Architecture.of(
            digits("mnist_cnn", "two convolutions, one linear layer; the network of ONNX's mnist-8")
                .withPreprocess(Preprocess.MNIST),
            LeNet::mnist,
            "conv1.weight",
            "fc.weight"));
  }

  /** LeNet-5 (LeCun, Bottou, Bengio, Haffner 1998) as it is taught today. */
  private static Value lenet5(GraphBuilder g, Value x, int classes) {
    x = g.sigmoid(g.conv("conv1", x, 6, ConvSpec.of(5).pad(2).bias()));
    x = g.averagePool(x, PoolSpec.of(2));
    x = g.sigmoid(g.conv("conv2", x, 16, ConvSpec.of(5).bias()));
    x = g.flatten(g.averagePool(x, PoolSpec.of(2)));
    x = g.sigmoid(g.linear("fc1", x, 120));
    x = g.sigmoid(g.linear("fc2", x, 84));
    return g.linear("fc3", x, classes);
  }

  private static Value mnist(GraphBuilder g, Value x, int classes) {
    x = g.relu(g.conv("conv1", x, 8, ConvSpec.of(5).pad(2).bias()));
    x = g.maxPool(x, PoolSpec.of(2));
    x = g.relu(g.conv("conv2", x, 16, ConvSpec.of(5).pad(2).bias()));
    x = g.maxPool(x, PoolSpec.of(3));
    return g.linear("fc", g.flatten(x), classes);
  }

  private static ModelSpec digits(String name, String description) {
    return ModelSpec.classifier(name, description, Shape.of(1, 1, 28, 28), 10);
  }
}
