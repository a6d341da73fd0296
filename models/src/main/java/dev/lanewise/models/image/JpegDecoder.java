package dev.lanewise.models.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG, baseline and progressive: the JDK's decoder gives the raw components, the colours are made
 * here. So no colour profile takes part, the result does not depend on the decoder's guesses about
 * unmarked files, and it equals PIL's: the same inverse DCT, chroma interpolation and fixed-point
 * colour conversion. (A build of the JDK on another JPEG library may differ by one or two levels.)
 *
 * <p>A file whose data are damaged is refused, even where the decoder only warns and fills with
 * grey.
 */
final class JpegDecoder {
  private JpegDecoder() {}

  static RgbImage decode(byte[] file, String name, ImageLimits limits) {
    JpegStructure structure = JpegMarkers.read(file, name);
    limits.check(name, structure.width(), structure.height());
    byte[] samples = components(structure, name);
    int pixels = structure.width() * structure.height();
    byte[] rgb =
        switch (structure.components()) {
          case 1 -> JpegColours.fromGrey(samples, pixels);
          case 3 -> {
            if (structure.isYcc()) {
              JpegColours.fromYcc(samples, 3);
            }
            yield samples;
          }
          default -> {
            if (structure.isYcck()) {
              JpegColours.fromYcck(samples);
            }
            yield JpegColours.fromInvertedCmyk(samples, pixels);
          }
        };
    RgbImage stored = RgbImage.wrap(structure.width(), structure.height(), rgb);
    return ExifOrientation.apply(stored, structure.orientation());
  }

  /** The decoded components, interleaved, before any colour conversion. */
  private static byte[] components(JpegStructure structure, String name) {
    ImageReader reader = DesktopReaders.find("jpeg", name);
    AtomicReference<String> damage = new AtomicReference<>();
    try {
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (isDamage(warning)) {
              damage.compareAndSet(null, warning);
            }
          });
      reader.setInput(
          new MemoryCacheImageInputStream(new ByteArrayInputStream(structure.essence())),
          true,
          true);
      Raster raster = reader.readRaster(0, null);
      if (damage.get() != null) {
        throw new ImageFormatException(
            "%s: JPEG data are damaged or cut off (%s)".formatted(name, damage.get()));
      }
      int count = structure.components();
      if (raster.getWidth() != structure.width()
          || raster.getHeight() != structure.height()
          || raster.getNumBands() != count) {
        throw new ImageFormatException(name + ": JPEG frame header is damaged");
      }
      return ((DataBufferByte) raster.getDataBuffer()).getData();
    } catch (IOException | RuntimeException e) {
      throw DesktopReaders.broken("JPEG", name, e);
    } finally {
      reader.dispose();
    }
  }

  /**
   * Whether a warning of the decoder means lost pixels. Stray bytes between segments, which some
   * cameras write, and odd version numbers do not.
   */
  private static boolean isDamage(String warning) {
    return warning.startsWith("Premature end")
        || warning.startsWith("Truncated")
        || warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous");
  }
}
