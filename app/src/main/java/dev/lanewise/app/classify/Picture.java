package dev.lanewise.app.classify;

import dev.lanewise.models.image.RgbImage;

/**
 * A picture that was read, or why it could not be.
 *
 * @param name what messages call it
 * @param width pixels per row in the file
 * @param height rows in the file
 * @param fitted the picture in the size of the network; null if reading failed
 * @param nanos time to decode and fit it
 * @param failure null if reading went well
 */
public record Picture(
    String name, int width, int height, RgbImage fitted, long nanos, Throwable failure) {

  static Picture failed(String name, Throwable failure) {
    return new Picture(name, 0, 0, null, 0, failure);
  }
}
