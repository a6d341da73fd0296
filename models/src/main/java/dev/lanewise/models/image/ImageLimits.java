package dev.lanewise.models.image;

/**
 * How large a picture may be before it is refused, checked before memory is taken for it.
 *
 * @param maxFileBytes largest file in bytes, 1 or more
 * @param maxPixels largest width x height, 1 to {@value #MOST_PIXELS}
 */
public record ImageLimits(int maxFileBytes, int maxPixels) {
  /** As many pixels as fit into one Java array of interleaved RGB. */
  public static final int MOST_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  /** Longest allowed width or height, as in libpng: it keeps the memory for one row small. */
  public static final int MOST_SIDE = 1_000_000;

  /** 256 MiB of file and 100 million pixels. */
  public static final ImageLimits DEFAULT = new ImageLimits(256 << 20, 100_000_000);

  /** Checks the ranges. */
  public ImageLimits {
    if (maxFileBytes < 1 || maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "maxFileBytes must be 1 or more and maxPixels 1 to %d, but they are %d and %d"
              .formatted(MOST_PIXELS, maxFileBytes, maxPixels));
    }
  }

  /** Whether a picture of this size is within the limits and fits into this JVM's heap. */
  boolean allows(long width, long height) {
    return width >= 1
        && height >= 1
        && width <= MOST_SIDE
        && height <= MOST_SIDE
        && width * height <= maxPixels
        && neededBytes(width, height) <= Runtime.getRuntime().maxMemory();
  }

  /** A picture and the copy it is made from. */
  private static long neededBytes(long width, long height) {
    return 2 * 3 * width * height;
  }

  /** Refuses a declared size that is empty, above the limit or beyond this JVM's heap. */
  void check(String name, long width, long height) {
    if (allows(width, height)) {
      return;
    }
    if (width < 1 || height < 1) {
      throw new ImageFormatException(
          "%s: picture declares the empty size %d x %d".formatted(name, width, height));
    }
    if (width > MOST_SIDE || height > MOST_SIDE || width * height > maxPixels) {
      throw new ImageFormatException(
          "%s: picture declares %d x %d pixels, over the limit of %d in all or %d a side;"
                  .formatted(name, width, height, maxPixels, MOST_SIDE)
              + " scale it down first");
    }
    throw new ImageFormatException(
        "%s: picture of %d x %d pixels needs about %d MiB, more than the JVM's heap of %d MiB;"
                .formatted(
                    name,
                    width,
                    height,
                    neededBytes(width, height) >> 20,
                    Runtime.getRuntime().maxMemory() >> 20)
            + " raise -Xmx or scale it down first");
  }
}
