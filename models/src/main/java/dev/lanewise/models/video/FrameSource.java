package dev.lanewise.models.video;

import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.util.Optional;

/** Frames one after the other, for one thread. */
public interface FrameSource extends AutoCloseable {
  /**
   * Reads the next frame; nothing after the last one.
   *
   * @throws VideoFormatException if the stream is damaged or ends inside a frame
   * @throws IOException if it cannot be read
   */
  Optional<RgbImage> next() throws IOException;

  /** Closes what was opened for this source. May be called twice. */
  @Override
  default void close() throws IOException {}
}
