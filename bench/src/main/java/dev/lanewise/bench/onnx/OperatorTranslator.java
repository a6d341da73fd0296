package dev.lanewise.bench.onnx;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Axes;
import dev.lanewise.engine.graph.ChannelOp;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.PointwiseOp;
import dev.lanewise.engine.graph.SpatialOp;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.kernels.ResizeProblem.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** The part of {@link GraphTranslator} for gates, decoders and reductions over channels. */
final class OperatorTranslator {
  private final GraphTranslator graph;
  private final OnnxGraph onnx;

  OperatorTranslator(GraphTranslator graph, OnnxGraph onnx) {
    this.graph = graph;
    this.onnx = onnx;
  }

  void pointwise(Node node, PointwiseOp op) {
    switch (op) {
      case PointwiseOp.Activate(Activation activation) ->
          activate(activation, graph.operand(node, 0), graph.result(node));
      case PointwiseOp.Multiply _ -> {
        Shape a = graph.shape(node.input(0));
        Shape b = graph.shape(node.input(1));
        String factor = graph.operand(node, 1);
        if (b.rank() < a.rank()) {
          long[] dims = new long[a.rank()];
          Arrays.fill(dims, 1);
          dims[0] = b.dim(0);
          dims[1] = b.dim(1);
          factor = reshaped(node.name() + ".factor", factor, dims);
        }
        onnx.node("Mul", List.of(graph.operand(node, 0), factor), graph.result(node));
      }
    }
  }

  /** One activation of the value {@code operand}. */
  void activate(Activation activation, String operand, String y) {
    List<String> x = List.of(operand);
    ProtoMessage alpha = Attribute.real("alpha", (float) activation.alpha());
    switch (activation.kind()) {
      case SIGMOID -> onnx.node("Sigmoid", x, y);
      case TANH -> onnx.node("Tanh", x, y);
      case LEAKY_RELU -> onnx.node("LeakyRelu", x, y, alpha);
      case ELU -> onnx.node("Elu", x, y, alpha);
      case HARD_SIGMOID ->
          onnx.node("HardSigmoid", x, y, alpha, Attribute.real("beta", (float) activation.beta()));
      case HARD_SWISH -> onnx.node("HardSwish", x, y);
      case SILU -> {
        String gate = onnx.fresh(y + ".gate");
        onnx.node("Sigmoid", x, gate);
        onnx.node("Mul", List.of(x.getFirst(), gate), y);
      }
    }
  }

  void spatial(Node node, SpatialOp op) {
    switch (op) {
      case SpatialOp.ConvTranspose conv -> {
        int rank = conv.rank();
        graph.clamped(
            node,
            conv.post(),
            "ConvTranspose",
            graph.operands(node, 3),
            Attribute.integers("kernel_shape", GraphTranslator.axes(rank, conv.kernel())),
            Attribute.integers("strides", GraphTranslator.axes(rank, conv.stride())),
            GraphTranslator.pads(rank, conv.padBefore(), conv.padAfter()),
            Attribute.integers("output_padding", GraphTranslator.axes(rank, conv.outputPadding())),
            Attribute.integers("dilations", GraphTranslator.axes(rank, conv.dilation())),
            Attribute.integer("group", conv.groups()));
      }
      case SpatialOp.Resize resize -> {
        String sizes = onnx.integers(node.name() + ".sizes", graph.shape(node.output()).dims());
        resize(node, resize.sampling(), List.of(graph.operand(node, 0), "", "", sizes));
      }
      case SpatialOp.Rescale rescale -> {
        Scale scale = rescale.scale();
        double[] all = {1, 1, scale.depth(), scale.height(), scale.width()};
        float[] factors = new float[2 + rescale.rank()];
        for (int i = 0; i < factors.length; i++) {
          factors[i] = (float) all[i < 2 ? i : 3 - rescale.rank() + i];
        }
        String scales = onnx.reals(node.name() + ".scales", factors);
        resize(node, rescale.sampling(), List.of(graph.operand(node, 0), "", scales));
      }
      case SpatialOp.Pad pad -> {
        LongStream front = Arrays.stream(GraphTranslator.axes(pad.rank(), pad.before()));
        LongStream behind = Arrays.stream(GraphTranslator.axes(pad.rank(), pad.after()));
        LongStream before = LongStream.concat(LongStream.of(0, 0), front);
        LongStream after = LongStream.concat(LongStream.of(0, 0), behind);
        String pads =
            onnx.integers(node.name() + ".pads", LongStream.concat(before, after).toArray());
        String value = onnx.scalar(node.name() + ".value", pad.value());
        onnx.node("Pad", List.of(graph.operand(node, 0), pads, value), graph.result(node));
      }
      case SpatialOp.AdaptiveAveragePool pool -> adaptiveAveragePool(node, pool);
      case SpatialOp.GlobalMaxPool pool -> {
        String pooled = pool.keepAxes() ? graph.result(node) : onnx.fresh(node.name() + ".map");
        onnx.node("GlobalMaxPool", graph.operands(node, 1), pooled);
        if (!pool.keepAxes()) {
          onnx.node("Flatten", List.of(pooled), graph.result(node), Attribute.integer("axis", 1));
        }
      }
    }
  }

  private void resize(Node node, Sampling sampling, List<String> operands) {
    onnx.node(
        "Resize",
        operands,
        graph.result(node),
        Attribute.text("mode", sampling == Sampling.NEAREST ? "nearest" : "linear"),
        Attribute.text("nearest_mode", "floor"),
        Attribute.text(
            "coordinate_transformation_mode",
            switch (sampling) {
              case NEAREST -> "asymmetric";
              case LINEAR -> "half_pixel";
              case LINEAR_ALIGN_CORNERS -> "align_corners";
            }));
  }

  /** Equal windows are an average pooling; others are averaged one by one along each axis. */
  private void adaptiveAveragePool(Node node, SpatialOp.AdaptiveAveragePool pool) {
    Extent in = Axes.spatial(graph.shape(node.input(0)));
    long[] sizes = GraphTranslator.axes(pool.rank(), in);
    long[] windows = GraphTranslator.axes(pool.rank(), pool.size());
    long[] kernel = new long[sizes.length];
    boolean equal = true;
    for (int i = 0; i < sizes.length; i++) {
      kernel[i] = sizes[i] / windows[i];
      equal &= sizes[i] % windows[i] == 0;
    }
    if (equal) {
      onnx.node(
          "AveragePool",
          graph.operands(node, 1),
          graph.result(node),
          Attribute.integers("kernel_shape", kernel),
          Attribute.integers("strides", kernel));
      return;
    }
    String x = graph.operand(node, 0);
    for (int i = 0; i < sizes.length; i++) {
      boolean last = i == sizes.length - 1;
      String y = last ? graph.result(node) : onnx.fresh(node.name() + ".axis");
      averageAxis(node.name(), x, 2 + i, sizes[i], windows[i], y);
      x = y;
    }
  }

  private void averageAxis(String name, String x, int axis, long size, long windows, String y) {
    List<String> means = new ArrayList<>();
    String axes = onnx.integers(name + ".axes", axis);
    for (long i = 0; i < windows; i++) {
      String start = onnx.integers(name + ".start", i * size / windows);
      String end = onnx.integers(name + ".end", Math.ceilDiv((i + 1) * size, windows));
      String window = onnx.fresh(name + ".window");
      onnx.node("Slice", List.of(x, start, end, axes), window);
      String mean = onnx.fresh(name + ".mean");
      onnx.node("ReduceMean", List.of(window), mean, Attribute.integers("axes", axis));
      means.add(mean);
    }
    onnx.node("Concat", means, y, Attribute.integer("axis", axis));
  }

  void channel(Node node, ChannelOp op) {
    String x = graph.operand(node, 0);
    switch (op) {
      case ChannelOp.Reduce reduce -> {
        String name = reduce.reduction().name().toLowerCase(Locale.ROOT);
        String type = "Reduce" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        onnx.node(type, List.of(x), graph.result(node), Attribute.integers("axes", 1));
      }
      case ChannelOp.Normalise(LocalResponseNorm norm) -> normalise(node, x, norm);
      case ChannelOp.Slice slice -> {
        String start = onnx.integers(node.name() + ".start", slice.first());
        String end = onnx.integers(node.name() + ".end", slice.first() + (long) slice.count());
        String axes = onnx.integers(node.name() + ".axes", 1);
        onnx.node("Slice", List.of(x, start, end, axes), graph.result(node));
      }
      case ChannelOp.Reshape _ -> {
        String dims = onnx.integers(node.name() + ".shape", graph.shape(node.output()).dims());
        onnx.node("Reshape", List.of(x, dims), graph.result(node));
      }
      case ChannelOp.Hardwire _ ->
          throw new LanewiseException(
              node.name() + ": " + op.text() + ": ONNX has no operator for optical flow");
    }
  }

  /** ONNX Runtime normalises maps of two spatial axes alone, so others are reshaped around it. */
  private void normalise(Node node, String x, LocalResponseNorm norm) {
    ProtoMessage[] attributes = {
      Attribute.integer("size", norm.size()),
      Attribute.real("alpha", (float) norm.alpha()),
      Attribute.real("beta", (float) norm.beta()),
      Attribute.real("bias", (float) norm.k())
    };
    Shape shape = graph.shape(node.input(0));
    if (shape.rank() == 4) {
      onnx.node("LRN", List.of(x), graph.result(node), attributes);
      return;
    }
    long pixels = shape.elementCount() / shape.dim(0) / shape.dim(1);
    String map = reshaped(node.name() + ".map", x, shape.dim(0), shape.dim(1), 1, pixels);
    String normalised = onnx.fresh(node.name() + ".normalised");
    onnx.node("LRN", List.of(map), normalised, attributes);
    String dims = onnx.integers(node.name() + ".shape", shape.dims());
    onnx.node("Reshape", List.of(normalised, dims), graph.result(node));
  }

  private String reshaped(String wish, String x, long... dims) {
    String result = onnx.fresh(wish);
    onnx.node("Reshape", List.of(x, onnx.integers(wish + ".shape", dims)), result);
    return result;
  }
}
