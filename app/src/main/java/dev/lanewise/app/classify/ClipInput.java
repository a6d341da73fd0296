package dev.lanewise.app.classify;

import dev.lanewise.models.video.FrameFolder;
import dev.lanewise.models.video.FrameSource;
import dev.lanewise.models.video.PixelFormat;
import dev.lanewise.models.video.RawFrames;
import dev.lanewise.models.video.VideoFormatException;
import dev.lanewise.models.video.Y4mReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Opens what frames come from: a folder, a file, or standard input. */
public final class ClipInput {
  /** The name that stands for standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int BUFFER = 1 << 16;

  private ClipInput() {}

  /**
   * The size of raw frames.
   *
   * @param width pixels per row
   * @param height rows
   */
  public record RawSize(int width, int height) {}

  /**
   * Opens a source of frames.
   *
   * @param raw the size of frames in a stream without a header; nothing for y4m
   * @param format of such frames
   */
  public static FrameSource open(Path path, Optional<RawSize> raw, PixelFormat format)
      throws IOException {
    boolean standardInput = path.toString().equals(STANDARD_INPUT);
    if (!standardInput && Files.isDirectory(path)) {
      return new FrameFolder(path);
    }
    String name = standardInput ? "standard input" : path.toString();
    InputStream in =
        new BufferedInputStream(standardInput ? System.in : Files.newInputStream(path), BUFFER);
    try {
      if (raw.isPresent()) {
        return new RawFrames(in, name, raw.get().width(), raw.get().height(), format);
      }
      return y4m(in, name);
    } catch (Throwable failure) {
      in.close();
      throw failure;
    }
  }

  private static FrameSource y4m(InputStream in, String name) throws IOException {
    byte[] magic = Y4mReader.MAGIC.getBytes(StandardCharsets.US_ASCII);
    in.mark(magic.length);
    byte[] head = in.readNBytes(magic.length);
    if (!Arrays.equals(head, magic)) {
      throw new VideoFormatException(
          name
              + ": wanted a folder of frames or a y4m stream, which begins with YUV4MPEG2; for raw"
              + " pixels say --raw WxH, and turn other films into y4m: ffmpeg -i FILM -f"
              + " yuv4mpegpipe -pix_fmt yuv420p -");
    }
    in.reset();
    return new Y4mReader(in, name);
  }
}
