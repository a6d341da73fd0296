package dev.lanewise.engine.onnx.translate;

import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import java.util.List;

/** Where ONNX's Resize reads its input, along one axis. */
final class OnnxSampling {
  private final boolean nearest;
  private final String coordinates;
  private final String rounding;

  OnnxSampling(OnnxNode node, String coordinates, String rounding) {
    String mode = node.text("mode", "nearest");
    this.nearest = mode.equals("nearest");
    Translation.require(
        nearest || mode.equals("linear") || mode.equals("bilinear"), "its mode is " + mode);
    this.coordinates = coordinates;
    this.rounding = rounding;
  }

  /** What the engine may call it. */
  List<Sampling> candidates() {
    return nearest
        ? List.of(Sampling.NEAREST)
        : List.of(Sampling.LINEAR, Sampling.LINEAR_ALIGN_CORNERS);
  }

  /**
   * The position in the input of output {@code i}: whole where one element is read, else between
   * the two that are.
   */
  double position(int i, int in, int out, double scale) {
    double p =
        switch (coordinates) {
          case "half_pixel" -> scaled(i + 0.5, in, out, scale) - 0.5;
          case "half_pixel_symmetric" -> {
            double adjustment = out / (float) (in * scale);
            yield in / 2.0 * (1 - adjustment) + scaled(i + 0.5, in, out, scale) - 0.5;
          }
          case "pytorch_half_pixel" -> out == 1 ? 0 : scaled(i + 0.5, in, out, scale) - 0.5;
          case "align_corners" -> out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
          case "asymmetric" -> scaled(i, in, out, scale);
          case "tf_half_pixel_for_nn" -> scaled(i + 0.5, in, out, scale);
          default -> throw new Refusal("its coordinates are " + coordinates);
        };
    if (!nearest) {
      return Math.clamp(p, 0, in - 1);
    }
    double whole =
        switch (rounding) {
          case "round_prefer_floor" -> Math.ceil(p - 0.5);
          case "round_prefer_ceil" -> Math.floor(p + 0.5);
          case "floor" -> Math.floor(p);
          case "ceil" -> Math.ceil(p);
          default -> throw new Refusal("it rounds by " + rounding);
        };
    return Math.clamp(whole, 0, in - 1);
  }

  /** The position divided by the scale. */
  private static double scaled(double position, int in, int out, double scale) {
    // Scales are given in float32, and only there is 3 / 0.6 the 5 that is meant.
    return scale == (double) out / in ? position * in / out : (float) (position / scale);
  }
}
