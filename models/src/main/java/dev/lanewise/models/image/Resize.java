package dev.lanewise.models.image;

import java.util.Arrays;

/**
 * Resizing that equals PIL's {@code Image.resize} bit for bit.
 *
 * <p>The filters are antialiased: when the picture shrinks, their support grows by the same factor,
 * so that every source pixel counts. Two passes, columns within rows first, then rows, with 8-bit
 * samples in between and weights in fixed point.
 *
 * <p>Source: PIL's Resample.c and, for {@link Filter#NEAREST}, Geometry.c; torchvision's {@code
 * Resize} for {@link #shorterSide}.
 */
public final class Resize {
  /** How a pixel is made from its neighbours. */
  public enum Filter {
    /** The nearest source pixel, without antialiasing. */
    NEAREST(0) {
      @Override
      double weight(double x) {
        throw new UnsupportedOperationException("NEAREST has no weights");
      }
    },
    /** A triangle of half-width 1. */
    BILINEAR(1) {
      @Override
      double weight(double x) {
        double distance = Math.abs(x);
        return distance < 1 ? 1 - distance : 0;
      }
    },
    /** Keys' cubic convolution with a = -0.5, half-width 2. */
    BICUBIC(2) {
      @Override
      double weight(double x) {
        double a = -0.5;
        double d = Math.abs(x);
        if (d < 1) {
          return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
      }
    };

    /** Half the filter's width in source pixels when nothing shrinks. */
    final double support;

    Filter(double support) {
      this.support = support;
    }

    /** The filter's value at {@code x}, before normalisation. */
    abstract double weight(double x);
  }

  private static final int HALF = 1 << (ResizeWeights.BITS - 1);

  private Resize() {}

  /**
   * Resizes so that the shorter side has {@code size} pixels and the longer one {@code size *
   * longer / shorter}, rounded down: torchvision's {@code Resize(size)}.
   *
   * @param size pixels, 1 or more
   * @throws ImageFormatException if the picture is so long and thin that the result would be over
   *     {@link ImageLimits#DEFAULT}
   */
  public static RgbImage shorterSide(RgbImage image, int size, Filter filter) {
    long shorter = Math.min(image.width(), image.height());
    long width = image.width() * (long) size / shorter;
    long height = image.height() * (long) size / shorter;
    if (size >= 1 && !ImageLimits.DEFAULT.allows(width, height)) {
      throw new ImageFormatException(
          "picture of %d x %d pixels would become %d x %d with a shorter side of %d: too large"
                  .formatted(image.width(), image.height(), width, height, size)
              + "; crop it first");
    }
    return to(image, (int) width, (int) height, filter);
  }

  /**
   * Resizes to the given size, whatever the proportions.
   *
   * @param width pixels per row, 1 or more
   * @param height rows, 1 or more
   * @throws IllegalArgumentException if the size is empty or beyond {@link ImageLimits#MOST_PIXELS}
   */
  public static RgbImage to(RgbImage image, int width, int height, Filter filter) {
    if (width < 1 || height < 1 || (long) width * height > ImageLimits.MOST_PIXELS) {
      throw new IllegalArgumentException(
          "cannot resize to %d x %d: expected sides of 1 or more and at most %d pixels"
              .formatted(width, height, ImageLimits.MOST_PIXELS));
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    if (filter == Filter.NEAREST) {
      return nearest(image, width, height);
    }
    RgbImage wide = width == image.width() ? image : alongRows(image, width, filter);
    return height == image.height() ? wide : alongColumns(wide, height, filter);
  }

  private static RgbImage alongRows(RgbImage image, int width, Filter filter) {
    ResizeWeights weights = ResizeWeights.of(image.width(), width, filter);
    int height = image.height();
    byte[] out = new byte[Math.multiplyExact(3 * width, height)];
    for (int y = 0; y < height; y++) {
      resizeRow(image.samples(), 3 * y * image.width(), weights, out, 3 * y * width, width);
    }
    return RgbImage.wrap(width, height, out);
  }

  private static void resizeRow(
      byte[] in, int row, ResizeWeights weights, byte[] out, int to, int width) {
    int[] first = weights.first();
    int[] begin = weights.begin();
    int[] values = weights.values();
    for (int x = 0; x < width; x++, to += 3) {
      int from = row + 3 * first[x];
      int end = begin[x + 1];
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int k = begin[x]; k < end; k++, from += 3) {
        int weight = values[k];
        red += weight * (in[from] & 0xff);
        green += weight * (in[from + 1] & 0xff);
        blue += weight * (in[from + 2] & 0xff);
      }
      out[to] = clip(red);
      out[to + 1] = clip(green);
      out[to + 2] = clip(blue);
    }
  }

  private static RgbImage alongColumns(RgbImage image, int height, Filter filter) {
    ResizeWeights weights = ResizeWeights.of(image.height(), height, filter);
    int rowBytes = 3 * image.width();
    byte[] out = new byte[Math.multiplyExact(rowBytes, height)];
    int[] sums = new int[rowBytes];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      int from = rowBytes * weights.first()[y];
      for (int k = weights.begin()[y]; k < weights.begin()[y + 1]; k++, from += rowBytes) {
        addRow(image.samples(), from, weights.values()[k], sums);
      }
      for (int i = 0; i < rowBytes; i++) {
        out[y * rowBytes + i] = clip(sums[i]);
      }
    }
    return RgbImage.wrap(image.width(), height, out);
  }

  private static void addRow(byte[] in, int from, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * (in[from + i] & 0xff);
    }
  }

  private static byte clip(int sum) {
    int sample = sum >> ResizeWeights.BITS;
    return (byte) (sample < 0 ? 0 : sample > 255 ? 255 : sample);
  }

  private static RgbImage nearest(RgbImage image, int width, int height) {
    int[] columns = nearestSources(image.width(), width);
    int[] rows = nearestSources(image.height(), height);
    byte[] in = image.samples();
    byte[] out = new byte[3 * width * height];
    int to = 0;
    for (int row : rows) {
      for (int column : columns) {
        int from = 3 * (row * image.width() + column);
        out[to++] = in[from];
        out[to++] = in[from + 1];
        out[to++] = in[from + 2];
      }
    }
    return RgbImage.wrap(width, height, out);
  }

  private static int[] nearestSources(int from, int to) {
    int[] sources = new int[to];
    double step = (double) from / to;
    double centre = step * 0.5;
    for (int i = 0; i < to; i++) {
      sources[i] = Math.min((int) centre, from - 1);
      centre += step; // adding up, as PIL does, so that roundings agree
    }
    return sources;
  }
}
