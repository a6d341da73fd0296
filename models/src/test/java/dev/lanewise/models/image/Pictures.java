package dev.lanewise.models.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures and files for the tests of this package. */
final class Pictures {
  private Pictures() {}

  /** A test resource of this package, or a bundled picture by its absolute name. */
  static byte[] resource(String name) {
    try (InputStream in = Pictures.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("missing resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RgbImage chelsea() {
    return bundled("chelsea.png");
  }

  static RgbImage bundled(String name) {
    return ImageDecoder.decode(resource("/dev/lanewise/models/bundled/" + name), name);
  }

  /** The luma of each pixel three times, as PIL's {@code convert("L")} computes it. */
  static RgbImage grey(RgbImage image) {
    byte[] samples = image.toBytes();
    for (int i = 0; i < samples.length; i += 3) {
      int sum =
          19595 * (samples[i] & 0xff)
              + 38470 * (samples[i + 1] & 0xff)
              + 7471 * (samples[i + 2] & 0xff);
      Arrays.fill(samples, i, i + 3, (byte) (sum + 0x8000 >> 16));
    }
    return RgbImage.wrap(image.width(), image.height(), samples);
  }

  /** The checksum of one channel. */
  static String crc32OfRed(RgbImage image) {
    CRC32 crc = new CRC32();
    byte[] samples = image.samples();
    byte[] red = new byte[samples.length / 3];
    for (int i = 0; i < red.length; i++) {
      red[i] = samples[3 * i];
    }
    crc.update(red);
    return "%08x".formatted(crc.getValue());
  }

  /** The rows of a tab-separated resource, without comments. */
  static List<String[]> table(String name) {
    return new String(resource(name), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t"))
        .toList();
  }

  static String crc32(RgbImage image) {
    CRC32 crc = new CRC32();
    crc.update(image.toBytes());
    return "%08x".formatted(crc.getValue());
  }

  static RgbImage noise(int width, int height, long seed) {
    byte[] samples = new byte[3 * width * height];
    new Random(seed).nextBytes(samples);
    return RgbImage.wrap(width, height, samples);
  }

  static BufferedImage buffered(RgbImage image, int type) {
    BufferedImage out = new BufferedImage(image.width(), image.height(), type);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        out.setRGB(x, y, 0xff000000 | image.rgb(x, y));
      }
    }
    return out;
  }

  /** The file that the JDK writes in {@code format}. */
  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      if (!ImageIO.write(image, format, out)) {
        throw new AssertionError("no writer of " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  static BufferedImage readByJdk(byte[] file) {
    try {
      ImageIO.setUseCache(false);
      return ImageIO.read(new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The float32 data of a version 1 npy file. */
  static FloatBuffer floats(byte[] npy) {
    ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    int header = Short.toUnsignedInt(bytes.getShort(8));
    String text = new String(npy, 10, header, StandardCharsets.ISO_8859_1);
    if (!text.contains("'<f4'") || text.contains("'fortran_order': True")) {
      throw new AssertionError("not a float32 array in C order: " + text);
    }
    return bytes.position(10 + header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
