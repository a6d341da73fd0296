package dev.lanewise.models.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Decodes PNG, JPEG, GIF and BMP into RGB; the format is told from the first bytes, not from the
 * name. Values equal those of PIL's {@code Image.open(f).convert("RGB")}, after PIL's {@code
 * exif_transpose} where the file carries an Exif orientation: alpha is dropped, colour profiles are
 * ignored, CMYK is taken as inverted.
 *
 * <p>Every method throws {@link ImageFormatException} for a picture that is empty, damaged, cut
 * off, of an unknown kind or over the limits, and {@link IOException} only if reading fails.
 */
public final class ImageDecoder {
  private static final int SHOWN_BYTES = 8;

  private ImageDecoder() {}

  /** Decodes a file within {@link ImageLimits#DEFAULT}. */
  public static RgbImage decode(Path file) throws IOException {
    return decode(file, ImageLimits.DEFAULT);
  }

  /** Decodes a file within {@code limits}. */
  public static RgbImage decode(Path file, ImageLimits limits) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return decode(in, file.toString(), limits);
    }
  }

  /** Decodes a stream, read to its end but not closed, within {@link ImageLimits#DEFAULT}. */
  public static RgbImage decode(InputStream in, String name) throws IOException {
    return decode(in, name, ImageLimits.DEFAULT);
  }

  /**
   * Decodes a stream, read to its end or just past the limit but not closed.
   *
   * @param name of the picture, for errors
   */
  public static RgbImage decode(InputStream in, String name, ImageLimits limits)
      throws IOException {
    byte[] file = in.readNBytes(limits.maxFileBytes());
    if (file.length == limits.maxFileBytes() && in.read() >= 0) {
      throw tooLarge(name, limits);
    }
    return decode(file, name, limits);
  }

  /** Decodes a file's bytes within {@link ImageLimits#DEFAULT}. */
  public static RgbImage decode(byte[] file, String name) {
    return decode(file, name, ImageLimits.DEFAULT);
  }

  /**
   * Decodes a file's bytes.
   *
   * @param name of the picture, for errors
   */
  public static RgbImage decode(byte[] file, String name, ImageLimits limits) {
    if (file.length == 0) {
      throw new ImageFormatException(name + ": picture is empty (0 bytes)");
    }
    if (file.length > limits.maxFileBytes()) {
      throw tooLarge(name, limits);
    }
    if (PngDecoder.recognises(file)) {
      return PngDecoder.decode(file, name, limits);
    }
    if (JpegMarkers.recognises(file)) {
      return JpegDecoder.decode(file, name, limits);
    }
    if (DesktopDecoder.recognisesGif(file)) {
      return DesktopDecoder.decodeGif(file, name, limits);
    }
    if (DesktopDecoder.recognisesBmp(file)) {
      return DesktopDecoder.decodeBmp(file, name, limits);
    }
    String start =
        HexFormat.ofDelimiter(" ").formatHex(file, 0, Math.min(SHOWN_BYTES, file.length));
    throw new ImageFormatException(
        "%s: expected a PNG, JPEG, GIF or BMP picture, but the file begins with the bytes %s"
            .formatted(name, start));
  }

  private static ImageFormatException tooLarge(String name, ImageLimits limits) {
    return new ImageFormatException(
        "%s: picture file is larger than the limit of %d bytes"
            .formatted(name, limits.maxFileBytes()));
  }
}
