package dev.lanewise.app.see;

import dev.lanewise.models.image.RgbImage;

/** Draws the channels of a value as grey tiles, each from its smallest to its largest number. */
public final class FeatureMaps {
  private static final int MOST = 1024;

  private FeatureMaps() {}

  /** How many of so many channels are drawn. */
  public static int drawn(int channels) {
    return Math.min(channels, MOST);
  }

  /**
   * Draws one sample of a map.
   *
   * @param values channel after channel, row by row
   */
  public static RgbImage draw(float[] values, int channels, int height, int width) {
    int count = drawn(channels);
    int columns = TileGrid.squareColumns(count);
    int positions = height * width;
    TileGrid grid = new TileGrid(columns, Math.ceilDiv(count, columns), width, height);
    for (int c = 0; c < count; c++) {
      Range range = Range.of(values, c * positions, positions);
      for (int i = 0; i < positions; i++) {
        int level = range.level(values[c * positions + i]);
        grid.set(c % columns, c / columns, i % width, i / width, level, level, level);
      }
    }
    return grid.picture();
  }
}
