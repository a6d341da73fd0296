package dev.lanewise.models;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.Shape;
import java.util.List;

/**
 * MeshNet for volumes (Fedorov, Johnson, Damaraju, Ozerin, Calhoun, Plis, "End-to-end learning of
 * brain tissue segmentation from imperfect labeling", 2016): dilations grow and shrink, no pooling;
 * names and sizes of the 11-channel network of neuroneural/brainchop.
 */
final class MeshNet {
  private static final List<Integer> DILATIONS = List.of(1, 2, 4, 8, 4, 2, 2, 1);

  private MeshNet() {}

  /** Every network of this family. */
  static List<Architecture> variants() {
    ModelSpec spec =
        ModelSpec.segmenter(
            "meshnet3d",
            "MeshNet for volumes, eight dilated convolutions; weights of neuroneural/brainchop",
            Shape.of(1, 1, 48, 48, 48),
            3);
    return List.of(new Architecture(spec, MeshNet::write, 11, "conv0.weight", "conv8.weight"));
  }

  private static List<Value> write(GraphBuilder g, List<Value> inputs, Network.Sizes sizes) {
    Value x = inputs.getFirst();
    int layer = 0;
    for (int dilation : DILATIONS) {
      ConvSpec spec = ConvSpec.of(3).pad(dilation).dilation(dilation).bias();
      x = g.relu(g.conv("conv" + layer++, x, sizes.width(), spec));
    }
    return List.of(g.conv("conv" + layer, x, sizes.classes(), ConvSpec.of(1).bias()));
  }
}
