package dev.lanewise.app.see;

import dev.lanewise.models.image.Resize;
import dev.lanewise.models.image.RgbImage;

/**
 * A class activation map over a photograph.
 *
 * <p>The heat is scaled from its smallest to its largest value, enlarged by PIL's bilinear filter
 * to the part of the photograph that the network saw, and mixed with it half and half: blue is
 * cold, green and yellow warm, red hot. What the network did not see stays as it is.
 *
 * @param picture the photograph with the heat
 * @param hottestX column of the hottest pixel, the middle one if several are as hot
 * @param hottestY row of the hottest pixel
 */
public record HeatMap(RgbImage picture, int hottestX, int hottestY) {
  /** Blue, cyan, green, yellow, red, at equal distances. */
  private static final int[] COLOURS = {0x0000ff, 0x00ffff, 0x00ff00, 0xffff00, 0xff0000};

  /**
   * Draws the heat.
   *
   * @param photograph as it is in the file
   * @param seen the part of it that the network saw
   * @param heat row by row
   */
  public static HeatMap draw(
      RgbImage photograph, SeenPart seen, float[] heat, int height, int width) {
    RgbImage levels =
        Resize.to(levels(heat, height, width), seen.width(), seen.height(), Resize.Filter.BILINEAR);
    byte[] samples = photograph.toBytes();
    int hottest = -1;
    long sumX = 0;
    long sumY = 0;
    long count = 0;
    for (int y = 0; y < photograph.height(); y++) {
      for (int x = 0; x < photograph.width(); x++) {
        int inX = x - seen.left();
        int inY = y - seen.top();
        if (inX < 0 || inY < 0 || inX >= seen.width() || inY >= seen.height()) {
          continue;
        }
        int level = levels.rgb(inX, inY) & 0xff;
        mix(samples, 3 * (y * photograph.width() + x), colour(level));
        if (level > hottest) {
          hottest = level;
          sumX = 0;
          sumY = 0;
          count = 0;
        }
        if (level == hottest) {
          sumX += x;
          sumY += y;
          count++;
        }
      }
    }
    RgbImage picture = RgbImage.of(photograph.width(), photograph.height(), samples);
    return new HeatMap(picture, (int) (sumX / count), (int) (sumY / count));
  }

  private static RgbImage levels(float[] heat, int height, int width) {
    Range range = Range.of(heat, 0, heat.length);
    byte[] samples = new byte[3 * heat.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) range.level(heat[i / 3]);
    }
    return RgbImage.of(width, height, samples);
  }

  private static void mix(byte[] samples, int at, int colour) {
    for (int c = 0; c < 3; c++) {
      int own = samples[at + c] & 0xff;
      int heat = colour >> (16 - 8 * c) & 0xff;
      samples[at + c] = (byte) (own + heat >> 1);
    }
  }

  /** The colour of a level from 0 to 255, linear between those of the table. */
  static int colour(int level) {
    int scaled = level * (COLOURS.length - 1);
    int index = Math.min(scaled / 255, COLOURS.length - 2);
    int part = scaled - 255 * index;
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = COLOURS[index] >> shift & 0xff;
      int to = COLOURS[index + 1] >> shift & 0xff;
      colour |= (from * (255 - part) + to * part) / 255 << shift;
    }
    return colour;
  }
}
