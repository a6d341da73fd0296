package dev.lanewise.engine.format.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file completely or not at all: into a temporary file in the same folder, which then
 * takes the place of the old file in one step.
 *
 * <p>A link is followed. A device such as {@code /dev/null} is written to directly.
 */
public final class OutputFile {
  private static final int CHUNK = 1 << 20;

  /** Something that writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code sink}. */
    void writeTo(OutputFile sink) throws IOException;
  }

  private final FileChannel channel;
  private final ByteBuffer buffer;

  private OutputFile(FileChannel channel, Arena arena) {
    this.channel = channel;
    this.buffer = arena.allocate(CHUNK).asByteBuffer();
  }

  /**
   * Writes a file, replacing any that exists.
   *
   * @throws IOException if the file cannot be written, with a message of one line that names it;
   *     what was there before stays as it was
   */
  public static void write(Path path, Content content) throws IOException {
    try {
      if (Files.isDirectory(path)) {
        throw new FileSystemException(path.toString(), null, "is a folder");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        fill(path, content, StandardOpenOption.WRITE);
        return;
      }
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      // A rename needs rights in the folder only; a file that is read-only is meant to stay.
      if (Files.exists(target) && !Files.isWritable(target)) {
        throw new AccessDeniedException(path.toString());
      }
      replace(target, content);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    long random = ThreadLocalRandom.current().nextLong();
    Path temporary = target.resolveSibling(".lanewise-%016x.tmp".formatted(random));
    try {
      fill(temporary, content, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException fallback) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void fill(Path path, Content content, StandardOpenOption... options)
      throws IOException {
    try (FileChannel channel = FileChannel.open(path, options);
        Arena arena = Arena.ofConfined()) {
      OutputFile sink = new OutputFile(channel, arena);
      content.writeTo(sink);
      sink.flush();
    }
  }

  /** Appends bytes. */
  public void write(byte[] bytes) throws IOException {
    write(MemorySegment.ofArray(bytes));
  }

  /** Appends all bytes of a segment of any kind and size. */
  public void write(MemorySegment segment) throws IOException {
    MemorySegment chunk = MemorySegment.ofBuffer(buffer.duplicate().clear());
    long done = 0;
    while (done < segment.byteSize()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      long count = Math.min(buffer.remaining(), segment.byteSize() - done);
      MemorySegment.copy(segment, done, chunk, buffer.position(), count);
      buffer.position(buffer.position() + (int) count);
      done += count;
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private static IOException unwritable(Path path, IOException cause) {
    String reason =
        switch (cause) {
          case NoSuchFileException missing -> "there is no such folder; create it first";
          case AccessDeniedException denied -> "no permission; choose another place";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> cause.getMessage();
        };
    IOException e =
        new FileSystemException(
            path.toString(), null, "the output could not be written: " + reason);
    e.initCause(cause);
    return e;
  }
}
