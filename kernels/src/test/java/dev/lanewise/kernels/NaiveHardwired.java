package dev.lanewise.kernels;

/** The hardwired layer as its formulas stand, on arrays {@code [N, C, H, W]}. */
public final class NaiveHardwired {
  private final double[][] image;
  private final int height;
  private final int width;

  private NaiveHardwired(double[][] image) {
    this.image = image;
    this.height = image.length;
    this.width = image[0].length;
  }

  /** The {@code 5 * frames - 2} maps of each sample. */
  public static double[] maps(
      double[] x, int batch, int frames, int height, int width, HornSchunck flow) {
    int maps = 5 * frames - 2;
    double[] out = new double[batch * maps * height * width];
    for (int n = 0; n < batch; n++) {
      for (int t = 0; t < frames; t++) {
        NaiveHardwired a = frame(x, n * frames + t, height, width);
        int first = n * maps + t;
        a.store(out, first);
        a.gradient(0, 1).store(out, first + frames);
        a.gradient(1, 0).store(out, first + 2 * frames);
        if (t + 1 < frames) {
          NaiveHardwired[] uv = a.flowTo(frame(x, n * frames + t + 1, height, width), flow);
          uv[0].store(out, first + 3 * frames);
          uv[1].store(out, first + 4 * frames - 1);
        }
      }
    }
    return out;
  }

  private static NaiveHardwired frame(double[] x, int index, int height, int width) {
    double[][] image = new double[height][width];
    for (int i = 0; i < height * width; i++) {
      image[i / width][i % width] = x[index * height * width + i];
    }
    return new NaiveHardwired(image);
  }

  private void store(double[] out, int map) {
    for (int i = 0; i < height * width; i++) {
      out[map * height * width + i] = image[i / width][i % width];
    }
  }

  /** A pixel, or the nearest one of the border. */
  private double at(int y, int x) {
    return image[Math.clamp(y, 0, height - 1)][Math.clamp(x, 0, width - 1)];
  }

  private NaiveHardwired gradient(int dy, int dx) {
    return each((y, x) -> (at(y + dy, x + dx) - at(y - dy, x - dx)) / 2);
  }

  private NaiveHardwired[] flowTo(NaiveHardwired b, HornSchunck flow) {
    NaiveHardwired a = this;
    var ex = each((y, x) -> (a.step(y, x, 0, 1, 1, 0) + b.step(y, x, 0, 1, 1, 0)) / 4);
    var ey = each((y, x) -> (a.step(y, x, 1, 0, 0, 1) + b.step(y, x, 1, 0, 0, 1)) / 4);
    var et =
        each(
            (y, x) -> {
              double sum = 0;
              for (int i = 0; i < 4; i++) {
                sum += b.at(y + i / 2, x + i % 2) - a.at(y + i / 2, x + i % 2);
              }
              return sum / 4;
            });
    NaiveHardwired u = each((_, _) -> 0);
    NaiveHardwired v = u;
    for (int i = 0; i < flow.iterations(); i++) {
      NaiveHardwired mu = u.neighbours();
      NaiveHardwired mv = v.neighbours();
      NaiveHardwired q =
          each(
              (y, x) ->
                  (ex.at(y, x) * mu.at(y, x) + ey.at(y, x) * mv.at(y, x) + et.at(y, x))
                      / (Math.pow(flow.alpha(), 2)
                          + Math.pow(ex.at(y, x), 2)
                          + Math.pow(ey.at(y, x), 2)));
      u = each((y, x) -> mu.at(y, x) - ex.at(y, x) * q.at(y, x));
      v = each((y, x) -> mv.at(y, x) - ey.at(y, x) * q.at(y, x));
    }
    return new NaiveHardwired[] {u, v};
  }

  /** Two differences along one direction, the second one beside the first. */
  private double step(int y, int x, int dy, int dx, int besideY, int besideX) {
    return at(y + dy, x + dx)
        - at(y, x)
        + at(y + dy + besideY, x + dx + besideX)
        - at(y + besideY, x + besideX);
  }

  private NaiveHardwired neighbours() {
    return each(
        (y, x) -> {
          double sum = 0;
          for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
              int distance = dy * dy + dx * dx;
              sum += distance == 0 ? 0 : at(y + dy, x + dx) / (6 * distance);
            }
          }
          return sum;
        });
  }

  @FunctionalInterface
  private interface Pixel {
    double of(int y, int x);
  }

  private NaiveHardwired each(Pixel pixel) {
    double[][] result = new double[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        result[y][x] = pixel.of(y, x);
      }
    }
    return new NaiveHardwired(result);
  }
}
