package dev.lanewise.models.video;

import dev.lanewise.models.image.ImageLimits;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Frames of a known size and format, one after the other without anything between them. */
public final class RawFrames implements FrameSource {
  private final InputStream in;
  private final String name;
  private final int width;
  private final int height;
  private final PixelFormat format;
  private int count;

  /**
   * Reads from a stream.
   *
   * @param in buffered or not; closed with this source
   * @param name for messages
   * @param width pixels per row
   * @param height rows
   * @throws VideoFormatException if the size is empty or over the limits for pictures
   */
  public RawFrames(InputStream in, String name, int width, int height, PixelFormat format) {
    checkSize(name, width, height);
    this.in = in;
    this.name = name;
    this.width = width;
    this.height = height;
    this.format = format;
  }

  static void checkSize(String name, long width, long height) {
    long most = ImageLimits.DEFAULT.maxPixels();
    if (width < 1 || height < 1 || width > most || height > most || width * height > most) {
      throw new VideoFormatException(
          "%s: frames of %d x %d pixels; wanted sides of 1 or more, and at most %d pixels"
              .formatted(name, width, height, most));
    }
  }

  @Override
  public Optional<RgbImage> next() throws IOException {
    int size = Math.toIntExact(format.frameBytes(width, height));
    byte[] frame = in.readNBytes(size);
    if (frame.length == 0) {
      if (count == 0) {
        throw new VideoFormatException(name + ": wanted at least one frame, got no bytes");
      }
      return Optional.empty();
    }
    if (frame.length < size) {
      throw new VideoFormatException(
          "%s: frame %d is cut off: wanted %d bytes (%s of %d x %d), got %d; check size and format"
              .formatted(name, count, size, format, width, height, frame.length));
    }
    count++;
    YuvColours colours = format == PixelFormat.GRAY ? YuvColours.FULL : YuvColours.LIMITED;
    return Optional.of(format.picture(frame, width, height, colours));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
