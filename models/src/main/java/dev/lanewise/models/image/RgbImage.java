package dev.lanewise.models.image;

import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable 8-bit RGB picture: {@code height} rows of {@code width} pixels, interleaved R, G, B,
 * top row first. Safe for any number of threads.
 */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] samples;

  private RgbImage(int width, int height, byte[] samples) {
    this.width = width;
    this.height = height;
    this.samples = samples;
  }

  /**
   * A picture from a copy of {@code samples}.
   *
   * @param width pixels per row, 1 or more
   * @param height rows, 1 or more
   * @param samples {@code 3 * width * height} bytes: R, G, B of each pixel, row by row
   * @throws IllegalArgumentException if the sizes disagree
   */
  public static RgbImage of(int width, int height, byte[] samples) {
    return wrap(width, height, samples.clone());
  }

  /** As {@link #of}, but takes {@code samples} over: the caller must not write to it any more. */
  static RgbImage wrap(int width, int height, byte[] samples) {
    Objects.requireNonNull(samples, "samples");
    if (width < 1 || height < 1 || samples.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "an RGB picture of %d x %d needs %d bytes, but there are %d"
              .formatted(width, height, 3L * width * height, samples.length));
    }
    return new RgbImage(width, height, samples);
  }

  /** Pixels per row. */
  public int width() {
    return width;
  }

  /** Number of rows. */
  public int height() {
    return height;
  }

  /**
   * One pixel as {@code 0xRRGGBB}.
   *
   * @param x column, 0 is left
   * @param y row, 0 is top
   */
  public int rgb(int x, int y) {
    int at = 3 * (Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width));
    return (samples[at] & 0xff) << 16 | (samples[at + 1] & 0xff) << 8 | samples[at + 2] & 0xff;
  }

  /** A copy of the samples: R, G, B of each pixel, row by row. */
  public byte[] toBytes() {
    return samples.clone();
  }

  /** The samples themselves, for reading only. */
  byte[] samples() {
    return samples;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage that
        && width == that.width
        && height == that.height
        && Arrays.equals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(samples);
  }

  /** Size only, such as {@code RgbImage 451 x 300}. */
  @Override
  public String toString() {
    return "RgbImage " + width + " x " + height;
  }
}
