package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.testing.graphs.SmallNets;
import org.junit.jupiter.api.Test;

/** All passes in their order: a residual network is left with convolutions, pool and classifier. */
class OptimisingPassesTest {
  @Test
  void residualNetwork() {
    Graph graph = SmallNets.residual();
    BoundGraph bound = BoundGraph.of(graph, Weights.bind(graph, RandomWeights.of(graph)));
    assertEquals(
        """
        bn1.relu [1, 8, 16, 16] = conv 3x3 p1 relu (input0, conv1.weight*bn1, conv1.bias*bn1)
        layer1.bn1.relu [1, 8, 16, 16] = conv 3x3 p1 relu (bn1.relu, layer1.conv1.weight*layer1.bn1, layer1.conv1.bias*layer1.bn1)
        layer1.bn2.relu [1, 8, 16, 16] = conv 3x3 p1 relu (layer1.bn1.relu, layer1.conv2.weight*layer1.bn2, layer1.conv2.bias*layer1.bn2, bn1.relu)
        layer2.bn1.relu [1, 16, 8, 8] = conv 3x3 s2 p1 relu (layer1.bn2.relu, layer2.conv1.weight*layer2.bn1, layer2.conv1.bias*layer2.bn1)
        layer2.bn2 [1, 16, 8, 8] = conv 3x3 p1 (layer2.bn1.relu, layer2.conv2.weight*layer2.bn2, layer2.conv2.bias*layer2.bn2)
        layer2.bn2.relu [1, 16, 8, 8] = conv 1x1 s2 relu (layer1.bn2.relu, layer2.downsample.0.weight*layer2.downsample.1, layer2.downsample.0.bias*layer2.downsample.1, layer2.bn2)
        layer2.bn2.pool [1, 16] = global_average_pool (layer2.bn2.relu)
        fc [1, 10] = linear (layer2.bn2.pool, fc.weight, fc.bias)
        output output0 = fc
        """,
        PassTest.body(Pass.all(Pass.OPTIMISING, bound).graph()));
  }
}
