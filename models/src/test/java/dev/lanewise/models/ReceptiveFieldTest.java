package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceptiveFieldTest {
  /** The figures of the literature. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, conv1, 7",
    "resnet18, bn1.max_pool, 11",
    "resnet18, layer4.1.conv2, 435",
    "resnet50, layer4.2.conv3, 427",
    "resnet18, fc, all",
    "vgg16, features.28, 196",
    "r3d_18, stem.0, 3x7x7",
    "multiscale_resnet1d, conv1, 7",
    "meshnet3d, conv8, 49"
  })
  void ofKnownNetworks(String model, String layer, String field) {
    Graph graph = Models.build(model);
    int rank = graph.inputs().firstEntry().getValue().rank() - 2;
    assertEquals(field, ReceptiveField.of(graph).get(layer).text(rank));
  }

  @Test
  void upwardsAgain() {
    GraphBuilder g = new GraphBuilder("up");
    Value x = g.input("input0", Shape.of(1, 1, 16, 16));
    Value half = g.maxPool(g.conv("a", x, 2, ConvSpec.of(3).pad(1)), PoolSpec.of(2));
    Value b = g.conv("b", half, 2, ConvSpec.of(3).pad(1));
    Value up = g.convTranspose("up", b, 2, ConvTransposeSpec.of(2).stride(2));
    g.output("output0", g.conv("c", up, 2, ConvSpec.of(3).pad(1)));
    g.output("output1", g.rescale(b, Sampling.NEAREST, 2));
    var fields = ReceptiveField.of(g.build());
    assertEquals("4", fields.get(half.name()).text(2));
    assertEquals("8", fields.get("b").text(2));
    // Each output of kernel 2 and stride 2 sees one element; neighbours are one pixel apart again.
    assertEquals("8", fields.get("up").text(2));
    assertEquals("10", fields.get("c").text(2));
  }
}
