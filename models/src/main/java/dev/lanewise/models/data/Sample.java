package dev.lanewise.models.data;

import dev.lanewise.models.image.RgbImage;
import java.io.IOException;

/**
 * A picture whose class is known.
 *
 * @param name for messages
 * @param label the true class, from 0
 * @param picture reads the picture; may be called by any thread, any number of times
 */
public record Sample(String name, int label, Reader picture) {
  /** Reads a picture. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads it.
     *
     * @throws IOException if it cannot be read
     */
    RgbImage read() throws IOException;
  }
}
