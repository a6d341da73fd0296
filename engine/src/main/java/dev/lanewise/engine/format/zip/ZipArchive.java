package dev.lanewise.engine.format.zip;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The members of a zip archive that lies in memory, usually a mapped file. Thread-safe. */
public final class ZipArchive {
  private static final int CHUNK = 1 << 20;

  private final MemorySegment file;
  private final String path;
  private final SequencedMap<String, ZipMember> members;

  private ZipArchive(MemorySegment file, String path, SequencedMap<String, ZipMember> members) {
    this.file = file;
    this.path = path;
    this.members = members;
  }

  /**
   * Reads and checks the directory of an archive.
   *
   * @param file all bytes of the archive
   * @param path the file, for error messages
   * @throws ModelFormatException if the directory is damaged or exceeds a limit
   */
  public static ZipArchive of(MemorySegment file, String path) {
    return new ZipArchive(file, path, new ZipDirectory(file, path).read());
  }

  /** The members by name, in the order of the directory. Unmodifiable. */
  public SequencedMap<String, ZipMember> members() {
    return members;
  }

  /**
   * The content of a member: a view of the archive if it is stored, else unpacked.
   *
   * @param arena what unpacked content is allocated from
   * @throws ModelFormatException if compressed content is damaged
   */
  public MemorySegment content(ZipMember member, Arena arena) {
    MemorySegment packed = file.asSlice(member.offset(), member.packedBytes());
    return member.deflated() ? inflate(member, packed, arena) : packed;
  }

  /**
   * Verifies the checksum of content.
   *
   * @throws ModelFormatException if it is not that of the directory
   */
  public void verify(ZipMember member, MemorySegment content) {
    CRC32 crc = new CRC32();
    for (long done = 0; done < content.byteSize(); done += CHUNK) {
      long count = Math.min(CHUNK, content.byteSize() - done);
      crc.update(content.asSlice(done, count).asByteBuffer());
    }
    if (crc.getValue() != member.crc32()) {
      throw error(
          member,
          "its checksum is %08x, wanted %08x; copy or download the file again"
              .formatted(crc.getValue(), member.crc32()));
    }
  }

  private MemorySegment inflate(ZipMember member, MemorySegment packed, Arena arena) {
    MemorySegment content = arena.allocate(member.size(), 64);
    Inflater inflater = new Inflater(true);
    try {
      long from = 0;
      long to = 0;
      ByteBuffer none = ByteBuffer.allocateDirect(1);
      while (!inflater.finished()) {
        if (inflater.needsInput() && from < packed.byteSize()) {
          long count = Math.min(CHUNK, packed.byteSize() - from);
          inflater.setInput(packed.asSlice(from, count).asByteBuffer());
          from += count;
        }
        long room = Math.min(CHUNK, content.byteSize() - to);
        // At the end one byte of room shows whether there is more content than announced.
        ByteBuffer out = room == 0 ? none.clear() : content.asSlice(to, room).asByteBuffer();
        int count = inflater.inflate(out);
        if (room == 0 && count > 0) {
          throw error(member, "unpacks to more than the announced " + member.size() + " bytes");
        }
        boolean starved = inflater.needsInput() && from == packed.byteSize();
        if (count == 0 && !inflater.finished() && (starved || inflater.needsDictionary())) {
          throw error(member, "the compressed content ends too early");
        }
        to += count;
      }
      if (to < content.byteSize()) {
        throw error(member, "unpacks to %d bytes, wanted %d".formatted(to, member.size()));
      }
    } catch (DataFormatException e) {
      throw new ModelFormatException(
          error(member, "damaged compression (" + e.getMessage() + ")").getMessage(), e);
    } finally {
      inflater.end();
    }
    verify(member, content);
    return content;
  }

  private ModelFormatException error(ZipMember member, String problem) {
    return new ModelFormatException(
        "%s: member %s: %s".formatted(path, ErrorText.quote(member.name()), problem));
  }
}
