package dev.lanewise.models.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * GIF (first frame, without the canvas around it) and BMP through the JDK's readers. Alpha and
 * transparent colours are dropped.
 */
final class DesktopDecoder {
  private static final int BMP_COMPRESSION_OFFSET = 30;
  private static final int BMP_EMBEDDED_JPEG = 4;
  private static final int BMP_EMBEDDED_PNG = 5;

  private DesktopDecoder() {}

  static boolean recognisesGif(byte[] file) {
    return file.length >= 6
        && file[0] == 'G'
        && file[1] == 'I'
        && file[2] == 'F'
        && file[3] == '8'
        && (file[4] == '7' || file[4] == '9')
        && file[5] == 'a';
  }

  static boolean recognisesBmp(byte[] file) {
    return file.length >= 2 && file[0] == 'B' && file[1] == 'M';
  }

  static RgbImage decodeGif(byte[] file, String name, ImageLimits limits) {
    return decode("gif", file, name, limits);
  }

  static RgbImage decodeBmp(byte[] file, String name, ImageLimits limits) {
    if (file.length >= BMP_COMPRESSION_OFFSET + 4) {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      int compression = bytes.getInt(BMP_COMPRESSION_OFFSET);
      if (compression == BMP_EMBEDDED_JPEG || compression == BMP_EMBEDDED_PNG) {
        throw new ImageFormatException(
            name + ": BMP is only a wrapper around a JPEG or PNG; save it as that");
      }
    }
    return decode("bmp", file, name, limits);
  }

  private static RgbImage decode(String format, byte[] file, String name, ImageLimits limits) {
    ImageReader reader = DesktopReaders.find(format, name);
    try {
      reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)), true, true);
      limits.check(name, reader.getWidth(0), reader.getHeight(0));
      return toRgb(reader.read(0));
    } catch (IOException | RuntimeException e) {
      throw DesktopReaders.broken(format.toUpperCase(Locale.ROOT), name, e);
    } finally {
      reader.dispose();
    }
  }

  private static RgbImage toRgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    // getRGB would convert grey from linear light, but the samples are meant as they stand
    boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < height; y++) {
      if (grey) {
        image.getRaster().getSamples(0, y, width, 1, 0, row);
        Arrays.setAll(row, x -> row[x] * 0x010101);
      } else {
        image.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int pixel : row) {
        rgb[to++] = (byte) (pixel >> 16);
        rgb[to++] = (byte) (pixel >> 8);
        rgb[to++] = (byte) pixel;
      }
    }
    return RgbImage.wrap(width, height, rgb);
  }
}
