package dev.lanewise.engine.onnx.operator;

/**
 * Where output positions lie in the input, and how the input is sampled there.
 *
 * <p>Cubic weights are those of R. Keys, "Cubic Convolution Interpolation for Digital Image
 * Processing", IEEE ASSP 29(6), 1981. With antialiasing a kernel is stretched by the factor by
 * which an axis shrinks.
 *
 * @param mode nearest, linear or cubic
 * @param coordinates the attribute coordinate_transformation_mode
 * @param rounding the attribute nearest_mode
 * @param cubic the parameter of the cubic kernel, mostly -0.75
 * @param antialias whether kernels are stretched where an axis shrinks
 * @param excludeOutside whether positions beyond the edges weigh nothing
 * @param extrapolation the value outside of the input if a region is cropped
 */
record ResizeSampling(
    String mode,
    String coordinates,
    String rounding,
    double cubic,
    boolean antialias,
    boolean excludeOutside,
    double extrapolation) {

  /** The attributes of Resize. */
  static ResizeSampling of(Call call, int regionNumbers, int axes) {
    if (call.opset() < 11) {
      return asymmetric(call);
    }
    ResizeSampling sampling =
        new ResizeSampling(
            mode(call),
            call.node().text("coordinate_transformation_mode", "half_pixel"),
            call.node().text("nearest_mode", "round_prefer_floor"),
            call.node().number("cubic_coeff_a", -0.75f),
            call.node().flag("antialias", false),
            call.node().flag("exclude_outside", false),
            call.node().number("extrapolation_value", 0));
    call.require(
        !sampling.crops() || regionNumbers == 2 * axes,
        "roi",
        2 * axes + " numbers, starts and ends",
        regionNumbers + " numbers");
    // Unknown modes are refused before the first element is computed.
    sampling.position(new ResizeAxis(0, 1, 1, 1, true, 0, 1), 0, call);
    sampling.nearest(0, call);
    return sampling;
  }

  /** Upsample, and Resize of version 10. */
  static ResizeSampling asymmetric(Call call) {
    return new ResizeSampling(mode(call), "asymmetric", "floor", 0, false, false, 0);
  }

  private static String mode(Call call) {
    String mode = call.node().text("mode", "nearest");
    return switch (mode) {
      case "nearest", "linear", "cubic" -> mode;
      case "bilinear" -> "linear";
      default -> throw call.wrong("mode", "nearest, linear or cubic", mode);
    };
  }

  /** Whether each output is one element of the input. */
  boolean isNearest() {
    return mode.equals("nearest");
  }

  /** Whether a region of the input is cropped. */
  boolean crops() {
    return coordinates.equals("tf_crop_and_resize");
  }

  /** What output position {@code i} reads. */
  ResizeTaps taps(ResizeAxis axis, int i) {
    double p = position(axis, i, null);
    boolean outside = crops() && (p < 0 || p > axis.in() - 1);
    if (isNearest()) {
      int nearest = Math.clamp((long) nearest(p, null), 0, axis.in() - 1);
      return new ResizeTaps(nearest, new double[] {1}, outside);
    }
    double shrink = antialias ? Math.min(1, axis.scale()) : 1;
    double reach = (mode.equals("linear") ? 1 : 2) / shrink;
    int first = (int) Math.floor(p - reach) + 1;
    int last = (int) Math.ceil(p + reach) - 1;
    double[] weights = new double[last - first + 1];
    double sum = 0;
    for (int t = 0; t < weights.length; t++) {
      boolean counts = !excludeOutside || first + t >= 0 && first + t < axis.in();
      weights[t] = counts ? weight((first + t - p) * shrink) : 0;
      sum += weights[t];
    }
    for (int t = 0; t < weights.length && (excludeOutside || shrink < 1); t++) {
      weights[t] /= sum;
    }
    return new ResizeTaps(first, weights, outside);
  }

  private double weight(double distance) {
    double d = Math.abs(distance);
    if (mode.equals("linear")) {
      return Math.max(0, 1 - d);
    }
    if (d <= 1) {
      return ((cubic + 2) * d - (cubic + 3)) * d * d + 1;
    }
    return d < 2 ? ((cubic * d - 5 * cubic) * d + 8 * cubic) * d - 4 * cubic : 0;
  }

  /** Where an output position lies in the input. */
  private double position(ResizeAxis axis, int i, Call call) {
    double in = axis.in();
    double out = axis.out();
    return switch (coordinates) {
      case "half_pixel" -> scaled(axis, i + 0.5) - 0.5;
      case "pytorch_half_pixel" -> out > 1 ? scaled(axis, i + 0.5) - 0.5 : 0;
      case "half_pixel_symmetric" -> {
        // The centres of both sides lie on each other although the size was rounded.
        double adjustment = out / (float) (in * axis.scale());
        yield in / 2 * (1 - adjustment) + scaled(axis, i + 0.5) - 0.5;
      }
      case "align_corners" -> out > 1 ? i * (in - 1) / (out - 1) : 0;
      case "asymmetric" -> scaled(axis, i);
      case "tf_half_pixel_for_nn" -> scaled(axis, i + 0.5);
      case "tf_crop_and_resize" ->
          out > 1
              ? axis.start() * (in - 1) + i * (axis.end() - axis.start()) * (in - 1) / (out - 1)
              : (axis.start() + axis.end()) * (in - 1) / 2;
      default ->
          throw call.wrong(
              "coordinate_transformation_mode",
              "half_pixel, pytorch_half_pixel, half_pixel_symmetric, align_corners, asymmetric,"
                  + " tf_half_pixel_for_nn or tf_crop_and_resize",
              coordinates);
    };
  }

  /** The position divided by the scale. */
  private static double scaled(ResizeAxis axis, double position) {
    // Scales are given in float32, and only there is 3 / 0.6 the 5 that is meant.
    return axis.exact() ? position * axis.in() / axis.out() : (float) (position / axis.scale());
  }

  private double nearest(double p, Call call) {
    return switch (rounding) {
      case "round_prefer_floor", "" -> Math.ceil(p - 0.5);
      case "round_prefer_ceil" -> Math.floor(p + 0.5);
      case "floor" -> Math.floor(p);
      case "ceil" -> Math.ceil(p);
      default ->
          throw call.wrong(
              "nearest_mode", "round_prefer_floor, round_prefer_ceil, floor or ceil", rounding);
    };
  }
}
