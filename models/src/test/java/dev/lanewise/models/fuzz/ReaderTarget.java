package dev.lanewise.models.fuzz;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.models.data.Dataset;
import dev.lanewise.models.data.DatasetException;
import dev.lanewise.models.data.Sample;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.ImageFormatException;
import dev.lanewise.models.image.ImageLimits;
import dev.lanewise.models.labels.Labels;
import dev.lanewise.models.signal.SignalFormatException;
import dev.lanewise.models.signal.SignalReader;
import dev.lanewise.models.video.VideoFormatException;
import dev.lanewise.models.video.Y4mReader;
import dev.lanewise.testing.ReaderLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A reader under attack.
 *
 * <p>Whatever the bytes are, it must return, or throw the exception of its format with a message of
 * one line that names the file; and hold to {@link ReaderLimits}.
 */
enum ReaderTarget {
  PNG(ImageFormatException.class, ReaderTarget::readPicture),
  JPEG(ImageFormatException.class, ReaderTarget::readPicture),
  Y4M(VideoFormatException.class, ReaderTarget::readFrames),
  WFDB(SignalFormatException.class, ReaderTarget::readRecord),
  IDX(DatasetException.class, ReaderTarget::readDigits);

  /** Stands between the two files of which some formats consist. */
  static final String NEXT_FILE = "\n@@@\n";

  /** Smaller than the usual ones, so that a refusal in time shows in the heap that was taken. */
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 1 << 20);

  private final Class<? extends LanewiseException> refusal;
  private final Reader reader;

  /** Reads all that is in a file. */
  @FunctionalInterface
  interface Reader {
    void read(byte[] bytes, Path folder) throws IOException;
  }

  ReaderTarget(Class<? extends LanewiseException> refusal, Reader reader) {
    this.refusal = refusal;
    this.reader = reader;
  }

  /**
   * Feeds the reader.
   *
   * @param folder where it may put files
   * @return true if it accepted the bytes
   * @throws AssertionError if it did not hold to its limits
   */
  boolean feed(byte[] bytes, Path folder) {
    return ReaderLimits.hold(this, () -> read(bytes, folder));
  }

  private boolean read(byte[] bytes, Path folder) {
    try {
      reader.read(bytes, folder);
      return true;
    } catch (LanewiseException e) {
      String message = e.getMessage();
      boolean names = message.startsWith("picture") || message.startsWith(folder.toString());
      if (!refusal.isInstance(e) || message.lines().count() != 1 || !names) {
        throw new AssertionError(
            "wanted a %s of one line that names the file".formatted(refusal.getSimpleName()), e);
      }
      return false;
    } catch (FileSystemException e) {
      // A header may name a file that is not there.
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readPicture(byte[] bytes, Path folder) throws IOException {
    ImageDecoder.decode(new ByteArrayInputStream(bytes), "picture", LIMITS);
  }

  private static void readFrames(byte[] bytes, Path folder) throws IOException {
    try (var reader = new Y4mReader(new ByteArrayInputStream(bytes), "picture")) {
      while (reader.next().isPresent()) {
        // to the end
      }
    }
  }

  private static void readRecord(byte[] bytes, Path folder) throws IOException {
    Path header = folder.resolve("record.hea");
    split(bytes, header, folder.resolve("record.dat"));
    SignalReader.read(header);
  }

  private static void readDigits(byte[] bytes, Path folder) throws IOException {
    Path pictures = folder.resolve("t10k-images-idx3-ubyte");
    split(bytes, pictures, folder.resolve("t10k-labels-idx1-ubyte"));
    for (Sample sample : Dataset.open(pictures, Labels.numbered(10)).samples()) {
      sample.picture().read();
    }
  }

  /** Puts what lies in front of the first separator, and behind it, into a file each. */
  private static void split(byte[] bytes, Path first, Path second) throws IOException {
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(NEXT_FILE);
    int end = at < 0 ? bytes.length : at;
    int next = at < 0 ? bytes.length : at + NEXT_FILE.length();
    Files.write(first, Arrays.copyOf(bytes, end));
    Files.write(second, Arrays.copyOfRange(bytes, next, bytes.length));
  }
}
