package dev.lanewise.engine.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.LocalResponseNorm;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Shapes, notation and refusals of gates, decoders and operations across channels. */
class GraphOperationsTest {
  private final GraphBuilder g = new GraphBuilder("net");
  private final Value x = g.input("x", Shape.of(1, 6, 8, 9));
  private final Value v = g.input("v", Shape.of(1, 6));

  @Test
  void activations() {
    Value y = g.elu(g.leakyRelu(g.tanh(g.sigmoid(x)), 0.1), 1);
    y = g.activate(g.hardSwish(g.hardSigmoid(g.silu(y))), Activation.hardSigmoid(0.2, 0.5));
    g.output("y", y);
    assertEquals(
        """
        graph net
          input x [1, 6, 8, 9]
          input v [1, 6]
          x.sigmoid [1, 6, 8, 9] = sigmoid (x)
          x.tanh [1, 6, 8, 9] = tanh (x.sigmoid)
          x.leaky_relu [1, 6, 8, 9] = leaky_relu 0.1 (x.tanh)
          x.elu [1, 6, 8, 9] = elu 1.0 (x.leaky_relu)
          x.silu [1, 6, 8, 9] = silu (x.elu)
          x.hard_sigmoid [1, 6, 8, 9] = hard_sigmoid 0.16666666666666666 0.5 (x.silu)
          x.hard_swish [1, 6, 8, 9] = hard_swish (x.hard_sigmoid)
          x.activation [1, 6, 8, 9] = hard_sigmoid 0.2 0.5 (x.hard_swish)
          output y = x.activation
        """,
        g.build().toString());
  }

  @Test
  void sizes() {
    Value y = g.convTranspose("up", x, 4, ConvTransposeSpec.of(3).stride(2).pad(1).bias());
    y = g.convTranspose("up2", y, 2, ConvTransposeSpec.of(2).stride(2).outputPadding(0, 1));
    y = g.resize(y, Sampling.NEAREST, 10, 12);
    y = g.rescale(y, Sampling.LINEAR_ALIGN_CORNERS, 1.5);
    y = g.crop(g.pad(y, new int[] {1}, new int[] {0, 2}, 0.5f), new int[] {2, 0}, new int[] {0});
    g.output("y", g.adaptiveAveragePool(y, 7, 5));
    g.output("max", g.globalMaxPool(x));
    g.output("map", g.globalMaxPoolMap(x));
    assertEquals(
        """
        graph net
          input x [1, 6, 8, 9]
          input v [1, 6]
          up [1, 4, 15, 17] = conv_transpose 3x3 s2 p1 (x, up.weight, up.bias)
          up2 [1, 2, 30, 35] = conv_transpose 2x2 s2 o0x1 (up, up2.weight)
          up2.resize [1, 2, 10, 12] = resize nearest to 10x12 (up2)
          up2.resize_2 [1, 2, 15, 18] = resize linear_align_corners by 1.5x1.5 (up2.resize)
          up2.pad [1, 2, 16, 21] = pad 1x1/0x2 with 0.5 (up2.resize_2)
          up2.pad_2 [1, 2, 14, 21] = pad -2x0/0x0 (up2.pad)
          up2.adaptive_average_pool [1, 2, 7, 5] = adaptive_average_pool to 7x5 (up2.pad_2)
          x.max [1, 6] = global_max_pool (x)
          x.max_2 [1, 6, 1, 1] = global_max_pool keep (x)
          output y = up2.adaptive_average_pool
          output max = x.max
          output map = x.max_2
        """,
        g.build().toString());
    assertEquals(Shape.of(6, 4, 3, 3), g.build().parameters().get("up.weight").shape());
  }

  @Test
  void channels() {
    Value y = g.localResponseNorm(x, new LocalResponseNorm(5, 1e-4, 0.75, 1));
    y = g.multiply(y, g.channelsAsSequence(v).shape().rank() == 3 ? v : x);
    y = g.multiply(y, g.channelMean(y));
    y = g.concat(g.sliceChannels(y, 2, 3), g.channelMax(y));
    g.output("y", g.affine("scale", g.reshape(y, 8, 4, 9), Shape.of(2, 4)));
    assertEquals(
        """
        graph net
          input x [1, 6, 8, 9]
          input v [1, 6]
          x.norm [1, 6, 8, 9] = local_response_norm 5 alpha 1.0E-4 beta 0.75 k 1.0 (x)
          v.reshape [1, 1, 6] = reshape to [1, 6] (v)
          x.multiply [1, 6, 8, 9] = multiply (x.norm, v)
          x.channel_mean [1, 1, 8, 9] = channel_mean (x.multiply)
          x.multiply_2 [1, 6, 8, 9] = multiply (x.multiply, x.channel_mean)
          x.slice [1, 3, 8, 9] = channels 2 to 4 (x.multiply_2)
          x.channel_max [1, 1, 8, 9] = channel_max (x.multiply_2)
          x.concat [1, 4, 8, 9] = concat (x.slice, x.channel_max)
          x.reshape [1, 8, 4, 9] = reshape to [8, 4, 9] (x.concat)
          scale [1, 8, 4, 9] = affine (x.reshape, scale.weight, scale.bias)
          output y = scale
        """,
        g.build().toString());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refuses(
        "x.multiply: multiply: wanted a second operand of the first one's shape, or with one"
            + " number per channel or per position, got [1, 6, 8, 9] and [1, 6, 8]",
        () -> g.multiply(x, g.input("w", Shape.of(1, 6, 8))));
    refuses(
        "up: conv_transpose: wanted a number of groups that divides 6 input and 4 output channels,"
            + " got 3",
        () -> g.convTranspose("up", x, 4, ConvTransposeSpec.of(2).groups(3)));
    refuses(
        "up2: conv_transpose 2x2 p9 on [[1, 6, 8, 9], [6, 4, 2, 2]]: transposed convolution: the"
            + " output has 9 positions along height and the padding cuts off 18",
        () -> g.convTranspose("up2", x, 4, ConvTransposeSpec.of(2).pad(9)));
    refuses(
        "x.resize: resize linear by 0.1x0.1: wanted at least one position along each axis, got 0x0"
            + " from [1, 6, 8, 9]",
        () -> g.rescale(x, Sampling.LINEAR, 0.1));
    refuses(
        "v: resize: wanted a map [N, C, spatial...], got [1, 6]",
        () -> g.resize(v, Sampling.LINEAR, 3));
    refuses(
        "x: pad: in front: wanted one number or 2 (one per spatial axis), got [1, 1, 1]",
        () -> g.pad(x, new int[] {1, 1, 1}, new int[] {0}));
    refuses(
        "x.pad: pad -4x-4/-4x-4 on [[1, 6, 8, 9]]: padding: nothing is left along height: 8 with"
            + " -4 in front and -4 behind",
        () -> g.crop(x, new int[] {4}, new int[] {4}));
    refuses(
        "x.adaptive_average_pool: adaptive_average_pool to 0x0: wanted at least one position along"
            + " each axis, got 0x0 from [1, 6, 8, 9]",
        () -> g.adaptiveAveragePool(x, 0));
    refuses(
        "v.max: global_max_pool: wanted a map [N, C, spatial...], got [1, 6]",
        () -> g.globalMaxPool(v));
    refuses(
        "x.slice: channels 5 to 6: wanted at least one of the channels 0 to 5, got [1, 6, 8, 9]",
        () -> g.sliceChannels(x, 5, 2));
    refuses(
        "x.reshape: reshape to [6, 70]: wanted sizes of 432 elements per sample, got [1, 6, 70]"
            + " from [1, 6, 8, 9]",
        () -> g.reshape(x, 6, 70));
    refuses(
        "x.reshape_2: reshape to [1, 1, 2, 2, 108]: wanted sizes of channels and up to three"
            + " spatial axes, got [1, 1, 2, 2, 108]",
        () -> g.reshape(x, 1, 1, 2, 2, 108));
    refuses(
        "scale: affine: wanted operand 1 of 6 numbers for input [1, 6, 8, 9], got [2, 4]",
        () -> g.affine("scale", x, Shape.of(2, 4)));
  }

  private static void refuses(String message, Executable misuse) {
    assertEquals(message, assertThrows(GraphException.class, misuse).getMessage());
  }
}
