package dev.lanewise.models.image;

/**
 * Cutting out the middle of a picture.
 *
 * <p>Source: torchvision's {@code center_crop}, with its rounding.
 */
public final class Crop {
  private Crop() {}

  /**
   * The middle {@code height} rows and {@code width} columns; black is added around a picture that
   * is smaller. An odd margin rounds to the even offset.
   *
   * @throws IllegalArgumentException if the size is empty or beyond {@link ImageLimits#MOST_PIXELS}
   */
  public static RgbImage center(RgbImage image, int height, int width) {
    if (width < 1 || height < 1 || (long) width * height > ImageLimits.MOST_PIXELS) {
      throw new IllegalArgumentException(
          "cannot crop to %d x %d: expected sides of 1 or more and at most %d pixels"
              .formatted(width, height, ImageLimits.MOST_PIXELS));
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    int left = offset(image.width(), width);
    int top = offset(image.height(), height);
    int firstColumn = Math.max(left, 0);
    int columns = Math.min(left + width, image.width()) - firstColumn;
    byte[] out = new byte[3 * width * height];
    for (int y = Math.max(top, 0); y < Math.min(top + height, image.height()); y++) {
      System.arraycopy(
          image.samples(),
          3 * (y * image.width() + firstColumn),
          out,
          3 * ((y - top) * width + firstColumn - left),
          3 * columns);
    }
    return RgbImage.wrap(width, height, out);
  }

  /** The source position of the crop's first pixel; negative where black comes first. */
  private static int offset(int size, int crop) {
    if (crop > size) {
      return -((crop - size) / 2);
    }
    return (int) Math.rint((size - crop) / 2.0);
  }
}
