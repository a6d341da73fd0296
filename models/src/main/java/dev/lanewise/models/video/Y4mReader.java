package dev.lanewise.models.video;

import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads YUV4MPEG2 streams, as {@code ffmpeg -f yuv4mpegpipe} and {@code mplayer} write them.
 *
 * <p>A stream is a header line, then for each frame a line {@code FRAME} and the planes. Chroma may
 * be 4:2:0 in any siting, 4:2:2, 4:4:4 or absent, with 8 bits; the colour range is limited unless
 * the header says {@code XCOLORRANGE=FULL}. Interlaced frames are taken as they are, and the rate
 * and the shape of pixels are not looked at.
 *
 * <p>Source: yuv4mpeg(5) of MJPEG tools.
 */
public final class Y4mReader implements FrameSource {
  /** What every stream begins with. */
  public static final String MAGIC = "YUV4MPEG2";

  private static final String FRAME = "FRAME";
  private static final int MOST_HEADER_BYTES = 4096;

  private final InputStream in;
  private final String name;
  private final Y4mHeader header;
  private int count;

  /**
   * Reads the header.
   *
   * @param in buffered; closed with this source
   * @param name for messages
   * @throws VideoFormatException if it is no such stream, or one that is not supported
   * @throws IOException if it cannot be read
   */
  public Y4mReader(InputStream in, String name) throws IOException {
    this.in = in;
    this.name = name;
    this.header = Y4mHeader.parse(line("the header").orElse(""), name);
  }

  /** Pixels per row. */
  public int width() {
    return header.width();
  }

  /** Rows. */
  public int height() {
    return header.height();
  }

  @Override
  public Optional<RgbImage> next() throws IOException {
    Optional<String> line = line("frame " + count);
    if (line.isEmpty()) {
      if (count == 0) {
        throw new VideoFormatException(name + ": wanted at least one frame, got a header alone");
      }
      return Optional.empty();
    }
    if (!line.get().equals(FRAME) && !line.get().startsWith(FRAME + " ")) {
      throw new VideoFormatException(
          "%s: frame %d does not begin with a line 'FRAME'; the stream is damaged"
              .formatted(name, count));
    }
    int size = Math.toIntExact(header.format().frameBytes(width(), height()));
    byte[] frame = in.readNBytes(size);
    if (frame.length < size) {
      throw new VideoFormatException(
          "%s: frame %d is cut off: wanted %d bytes, got %d"
              .formatted(name, count, size, frame.length));
    }
    count++;
    return Optional.of(header.format().picture(frame, width(), height(), header.colours()));
  }

  /** The bytes up to the next line feed; nothing at the end of the stream. */
  private Optional<String> line(String what) throws IOException {
    byte[] bytes = new byte[MOST_HEADER_BYTES];
    int length = 0;
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next != '\n') {
      if (next < 0 || length == bytes.length) {
        throw new VideoFormatException(
            "%s: %s: wanted a line of at most %d bytes, got %s; the stream is damaged"
                .formatted(
                    name, what, MOST_HEADER_BYTES, next < 0 ? "the end of the stream" : "more"));
      }
      bytes[length++] = (byte) next;
      next = in.read();
    }
    return Optional.of(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
