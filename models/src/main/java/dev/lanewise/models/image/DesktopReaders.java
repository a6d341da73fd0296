package dev.lanewise.models.image;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The picture readers of the JDK's java.desktop module. */
final class DesktopReaders {
  private DesktopReaders() {}

  /**
   * The JDK's own reader of a format, even where plug-ins add others, so that the result is the
   * same everywhere. The caller disposes of it.
   */
  static ImageReader find(String format, String name) {
    try {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
      while (readers.hasNext()) {
        ImageReader reader = readers.next();
        if (reader.getClass().getModule() == ImageIO.class.getModule()) {
          return reader;
        }
        reader.dispose();
      }
    } catch (LinkageError e) {
      throw unusable(format, name, e);
    }
    throw unusable(format, name, null);
  }

  private static ImageFormatException unusable(String format, String name, LinkageError cause) {
    return new ImageFormatException(
        "%s: this Java runtime cannot decode %s; use a full JDK or convert the picture to PNG"
            .formatted(name, format),
        cause);
  }

  /** One clear error from whatever a reader threw at hostile bytes. */
  static ImageFormatException broken(String format, String name, Exception failure) {
    if (failure instanceof ImageFormatException own) {
      return own;
    }
    String reason = failure.getMessage();
    if (reason == null || !(failure instanceof IOException)) {
      reason = failure.getClass().getSimpleName();
    }
    return new ImageFormatException(
        "%s: cannot decode the %s data (%s); the file is damaged".formatted(name, format, reason),
        failure);
  }
}
