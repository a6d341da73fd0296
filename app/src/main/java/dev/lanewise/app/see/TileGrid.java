package dev.lanewise.app.see;

import dev.lanewise.models.image.RgbImage;

/**
 * Small pictures of one size in rows and columns, enlarged by whole factors, with a line between
 * them.
 */
final class TileGrid {
  private static final int LINE = 0x50;
  private static final int LEAST_TILE = 24;

  private final int columns;
  private final int rows;
  private final int tileWidth;
  private final int tileHeight;
  private final int factor;
  private final byte[] samples;

  /**
   * An empty grid.
   *
   * @param columns tiles in a row
   * @param rows rows of tiles
   * @param tileWidth pixels of a tile before it is enlarged
   * @param tileHeight pixels of a tile before it is enlarged
   */
  TileGrid(int columns, int rows, int tileWidth, int tileHeight) {
    this.columns = columns;
    this.rows = rows;
    this.tileWidth = tileWidth;
    this.tileHeight = tileHeight;
    this.factor = Math.max(1, Math.ceilDiv(LEAST_TILE, Math.min(tileWidth, tileHeight)));
    this.samples = new byte[Math.multiplyExact(3 * width(), height())];
    java.util.Arrays.fill(samples, (byte) LINE);
  }

  private int width() {
    return columns * (tileWidth * factor + 1) + 1;
  }

  private int height() {
    return rows * (tileHeight * factor + 1) + 1;
  }

  /** Colours one pixel of the tile in a column and row; levels are 0 to 255. */
  void set(int column, int row, int x, int y, int red, int green, int blue) {
    int left = 1 + column * (tileWidth * factor + 1) + x * factor;
    int top = 1 + row * (tileHeight * factor + 1) + y * factor;
    for (int dy = 0; dy < factor; dy++) {
      for (int dx = 0; dx < factor; dx++) {
        int at = 3 * ((top + dy) * width() + left + dx);
        samples[at] = (byte) red;
        samples[at + 1] = (byte) green;
        samples[at + 2] = (byte) blue;
      }
    }
  }

  /** The grid as a picture. */
  RgbImage picture() {
    return RgbImage.of(width(), height(), samples);
  }

  /** Columns of a grid of so many tiles that is about as wide as high. */
  static int squareColumns(int tiles) {
    return (int) Math.ceil(Math.sqrt(tiles));
  }
}
