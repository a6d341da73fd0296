package dev.lanewise.app.see;

import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.models.image.RgbImage;

/**
 * Draws the filters of a convolution.
 *
 * <p>Filters that read the three channels of a picture are drawn in its colours, each from its
 * smallest to its largest weight. Others are drawn in grey, a row for each filter and a column for
 * each channel that it reads: weight 0 is middle grey, and a filter's largest weight, of either
 * sign, is white or black. At most {@value #MOST} rows and columns are drawn.
 */
public final class Filters {
  static final int MOST = 64;

  private Filters() {}

  /**
   * Draws a weight {@code [K, C, height, width]}.
   *
   * @param blueFirst whether the channels of a picture are blue, green, red
   */
  public static RgbImage draw(Tensor weight, boolean blueFirst) {
    int channels = (int) weight.shape().dim(1);
    float[] values = weight.toFloats();
    int filters = (int) weight.shape().dim(0);
    int height = (int) weight.shape().dim(2);
    int width = (int) weight.shape().dim(3);
    return channels == 3
        ? coloured(values, filters, height, width, blueFirst)
        : grey(values, filters, channels, height, width);
  }

  private static RgbImage coloured(
      float[] values, int filters, int height, int width, boolean blueFirst) {
    int columns = TileGrid.squareColumns(filters);
    TileGrid grid = new TileGrid(columns, Math.ceilDiv(filters, columns), width, height);
    int positions = height * width;
    for (int k = 0; k < filters; k++) {
      Range range = Range.of(values, 3 * positions * k, 3 * positions);
      for (int i = 0; i < positions; i++) {
        int first = 3 * positions * k + i;
        int red = range.level(values[first + (blueFirst ? 2 * positions : 0)]);
        int green = range.level(values[first + positions]);
        int blue = range.level(values[first + (blueFirst ? 0 : 2 * positions)]);
        grid.set(k % columns, k / columns, i % width, i / width, red, green, blue);
      }
    }
    return grid.picture();
  }

  private static RgbImage grey(float[] values, int filters, int channels, int height, int width) {
    int rows = Math.min(filters, MOST);
    int columns = Math.min(channels, MOST);
    int positions = height * width;
    TileGrid grid = new TileGrid(columns, rows, width, height);
    for (int k = 0; k < rows; k++) {
      Range range = Range.of(values, k * channels * positions, channels * positions).aroundZero();
      for (int i = 0; i < columns * positions; i++) {
        int level = range.level(values[k * channels * positions + i]);
        int at = i % positions;
        grid.set(i / positions, k, at % width, at / width, level, level, level);
      }
    }
    return grid.picture();
  }
}
