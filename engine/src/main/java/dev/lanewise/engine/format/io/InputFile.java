package dev.lanewise.engine.format.io;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A regular file open for reading, whose every failure is an {@link IOException} with a message of
 * one line that names the file and says what to do.
 *
 * <p>Not safe for several threads.
 */
public final class InputFile implements AutoCloseable {
  // The JDK keeps a direct buffer as large as the largest heap buffer that a thread has read into.
  private static final int CHUNK = 1 << 16;
  private static final String SHORTER = "it became shorter meanwhile";

  private final Path path;
  private final FileChannel channel;
  private final long size;

  private InputFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
  }

  /**
   * Opens a file.
   *
   * @param wanted what the caller hopes to find, for the error message: {@code "a safetensors
   *     file"}
   * @throws IOException if there is no such file, it is no regular file, or it may not be read
   */
  public static InputFile open(Path path, String wanted) throws IOException {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      throw new FileSystemException(name, null, "is a folder; wanted " + wanted);
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // Opening a pipe would wait for its writer, and a device has no size.
      throw new FileSystemException(name, null, "is no regular file; wanted " + wanted);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      return new InputFile(path, channel);
    } catch (NoSuchFileException missing) {
      String reason = "no such file; wanted " + wanted + "; check the path";
      throw withCause(new NoSuchFileException(name, null, reason), missing);
    } catch (AccessDeniedException denied) {
      String reason = "no permission to read the file; check its access rights";
      throw withCause(new AccessDeniedException(name, null, reason), denied);
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      throw unreadable(path, e);
    }
  }

  /** Returns the bytes that the file had when it was opened. */
  public long size() {
    return size;
  }

  /**
   * Reads {@code count} bytes from {@code position} on.
   *
   * @throws IOException if reading fails or the file ends before
   */
  public byte[] read(long position, int count) throws IOException {
    byte[] bytes = new byte[count];
    readFully(position, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /**
   * Fills {@code destination}, a native segment of any size, from {@code position} on.
   *
   * @throws IOException if reading fails or the file ends before
   */
  public void read(long position, MemorySegment destination) throws IOException {
    long done = 0;
    while (done < destination.byteSize()) {
      long count = Math.min(1 << 30, destination.byteSize() - done);
      ByteBuffer buffer = destination.asSlice(done, count).asByteBuffer();
      readFully(position + done, buffer);
      done += count;
    }
  }

  private void readFully(long position, ByteBuffer buffer) throws IOException {
    int end = buffer.limit();
    try {
      while (buffer.position() < end) {
        if (!buffer.isDirect()) {
          buffer.limit(Math.min(end, buffer.position() + CHUNK));
        }
        int count = channel.read(buffer, position + buffer.position());
        if (count < 0) {
          throw new EOFException(SHORTER);
        }
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Maps the whole file, read-only, for as long as {@code arena} is open. No byte is read before it
   * is touched.
   *
   * @throws IOException if the system refuses or the file became shorter
   */
  public MemorySegment map(Arena arena) throws IOException {
    try {
      if (channel.size() < size) {
        throw new EOFException(SHORTER);
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static IOException unreadable(Path path, IOException cause) {
    String reason = cause instanceof FileSystemException f ? f.getReason() : cause.getMessage();
    return withCause(
        new FileSystemException(path.toString(), null, "the file could not be read: " + reason),
        cause);
  }

  private static <E extends IOException> E withCause(E exception, IOException cause) {
    exception.initCause(cause);
    return exception;
  }
}
