package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;

/** The example of docs/models.md, so that it compiles and runs. */
final class OwnNetworkExample {
  private OwnNetworkExample() {}

  // docs begin
  static Value bottleneck(GraphBuilder g, String name, Value x, int planes, int stride) {
    ConvSpec one = ConvSpec.of(1);
    ConvSpec spatial = ConvSpec.of(3).stride(stride).pad(1);
    Value y = g.relu(g.batchNorm(name + ".bn1", g.conv(name + ".conv1", x, planes, one)));
    y = g.relu(g.batchNorm(name + ".bn2", g.conv(name + ".conv2", y, planes, spatial)));
    y = g.batchNorm(name + ".bn3", g.conv(name + ".conv3", y, 4 * planes, one));
    y = squeezeAndExcite(g, name + ".se", y);
    if (stride != 1 || x.channels() != y.channels()) {
      x = g.conv(name + ".downsample.0", x, y.channels(), one.stride(stride));
      x = g.batchNorm(name + ".downsample.1", x);
    }
    return g.relu(g.add(y, x));
  }

  static Value squeezeAndExcite(GraphBuilder g, String name, Value x) {
    Value gate = g.globalAveragePoolMap(x); // [N, C, 1, 1]
    gate = g.relu(g.conv(name + ".fc1", gate, x.channels() / 16, ConvSpec.of(1).bias()));
    gate = g.conv(name + ".fc2", gate, x.channels(), ConvSpec.of(1).bias());
    return g.multiply(x, g.sigmoid(gate)); // one number per channel
  }

  static Graph network(int classes) {
    GraphBuilder g = new GraphBuilder("own");
    Value x = g.input("input0", Shape.of(1, 3, 32, 32));
    x = g.relu(g.batchNorm("bn1", g.conv("conv1", x, 64, ConvSpec.of(3).pad(1))));
    x = bottleneck(g, "layer1.0", x, 64, 1);
    x = bottleneck(g, "layer2.0", x, 128, 2);
    g.output("output0", g.linear("fc", g.globalAveragePool(x), classes));
    return g.build();
  }
  // docs end
}
