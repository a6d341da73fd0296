package dev.lanewise.engine.format.zip;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ByteCursor;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.tensor.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Reads the central directory of a zip archive and holds it against the archive. */
final class ZipDirectory {
  private static final int MAX_MEMBERS = 100_000;
  private static final long BEST_RATIO = 1032; // of the deflate method
  private static final long UNPACKED_BYTES = 16 << 20;
  private static final long UNPACKED_RATIO = 128;

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR64_BYTES = 20;
  private static final long IN_ZIP64 = 0xFFFFFFFFL;
  private static final int ZIP64_FIELD = 1;

  private static final int FLAG_ENCRYPTED = 1;
  private static final int FLAG_PATCH = 1 << 5;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final MemorySegment file;
  private final String path;

  ZipDirectory(MemorySegment file, String path) {
    this.file = file;
    this.path = path;
  }

  /** Where the directory lies. */
  private record Place(long count, long offset, long end) {}

  SequencedMap<String, ZipMember> read() {
    Place place = locate();
    if (place.count > MAX_MEMBERS) {
      throw error("%d members; at most %d are read".formatted(place.count, MAX_MEMBERS));
    }
    if (place.offset < 0 || place.offset > place.end) {
      throw error("the directory would begin at %d, behind its end".formatted(place.offset));
    }
    MemorySegment before = file.asSlice(0, place.end);
    ByteCursor in = new ByteCursor(before, place.offset, path + ": zip directory");
    SequencedMap<String, ZipMember> members = new LinkedHashMap<>();
    for (long i = 0; i < place.count; i++) {
      ZipMember member = member(in, place.offset);
      if (members.put(member.name(), member) != null) {
        throw error("two members of the name " + ErrorText.quote(member.name()));
      }
    }
    checkOverlap(members);
    checkUnpackedBytes(members);
    return Collections.unmodifiableSequencedMap(members);
  }

  private Place locate() {
    long end = file.byteSize() - END_BYTES;
    long last = Math.max(0, end - 0xFFFF); // an end record may have a comment behind it
    while (end >= last && intAt(end) != END) {
      end--;
    }
    if (end < last) {
      throw error("truncated: a zip archive without its directory; copy or download it again");
    }
    ByteCursor in = new ByteCursor(file, end + 4, path + ": zip end record");
    int disks = in.u16() | in.u16();
    long here = in.u16();
    long count = in.u16();
    in.u32(); // the size of the directory, which its count tells too
    long offset = in.u32();
    long locator = end - LOCATOR64_BYTES;
    boolean zip64 = count == 0xFFFF || offset == IN_ZIP64;
    if (zip64 && locator >= 0 && intAt(locator) == LOCATOR64) {
      return locate64(locator);
    }
    requireOneDisk(disks, here, count);
    return new Place(count, offset, end);
  }

  private Place locate64(long locator) {
    ByteCursor in = new ByteCursor(file, locator + 4, path + ": zip64 locator");
    in.u32();
    long end = in.i64();
    if (end < 0 || end > locator - 56 || intAt(end) != END64) {
      throw error("the zip64 end record is not where it should be; the file is damaged");
    }
    in = new ByteCursor(file, end + 16, path + ": zip64 end record");
    int disks = in.i32() | in.i32();
    long here = in.i64();
    long count = in.i64();
    in.i64();
    long offset = in.i64();
    requireOneDisk(disks, here, count);
    return new Place(count < 0 ? Long.MAX_VALUE : count, offset, end);
  }

  private void requireOneDisk(int disks, long here, long count) {
    if (disks != 0 || here != count) {
      throw error("the archive is split into several files; join them first");
    }
  }

  private ZipMember member(ByteCursor in, long directory) {
    if (in.i32() != CENTRAL) {
      throw in.error("wanted a directory entry; the archive is damaged");
    }
    in.slice(4);
    int flags = in.u16();
    int method = in.u16();
    in.slice(4);
    long crc32 = in.u32();
    long packed = in.u32();
    long size = in.u32();
    int nameBytes = in.u16();
    int extraBytes = in.u16();
    int commentBytes = in.u16();
    in.slice(8);
    long header = in.u32();
    byte[] rawName = in.array(nameBytes);
    String name = new String(rawName, StandardCharsets.UTF_8);
    MemorySegment extra = in.slice(extraBytes);
    in.slice(commentBytes);
    long[] wide = wide(extra, name, size, packed, header);
    requireMethod(name, flags, method);
    return place(name, rawName, method, crc32, wide, directory);
  }

  /** Size, packed bytes and header offset, taken from the zip64 field where they need 64 bits. */
  private long[] wide(MemorySegment extra, String name, long... narrow) {
    ByteCursor in = new ByteCursor(extra, 0, path + ": zip member " + ErrorText.quote(name));
    long[] values = narrow.clone();
    while (in.remaining() >= 4) {
      int id = in.u16();
      MemorySegment field = in.slice(in.u16());
      if (id == ZIP64_FIELD) {
        ByteCursor numbers = new ByteCursor(field, 0, path + ": zip64 field");
        for (int i = 0; i < values.length; i++) {
          values[i] = narrow[i] == IN_ZIP64 ? numbers.i64() : narrow[i];
        }
      }
    }
    return values;
  }

  private void requireMethod(String name, int flags, int method) {
    if ((flags & (FLAG_ENCRYPTED | FLAG_PATCH)) != 0) {
      throw error(name, "is encrypted; unpack the archive and pack it without a password");
    }
    if (method != STORED && method != DEFLATED) {
      throw error(
          name, "compression method %d is not supported, only none and deflate".formatted(method));
    }
  }

  /** Finds the bytes behind the local header, which repeats the name. */
  private ZipMember place(
      String name, byte[] rawName, int method, long crc32, long[] numbers, long directory) {
    long size = numbers[0];
    long packed = numbers[1];
    long header = numbers[2];
    if (size < 0 || packed < 0 || header < 0 || header > directory - 30) {
      throw error(name, "its place is outside of the archive");
    }
    MemorySegment before = file.asSlice(0, directory);
    ByteCursor in = new ByteCursor(before, header, path + ": zip member " + ErrorText.quote(name));
    int signature = in.i32();
    in.slice(4);
    int localMethod = in.u16();
    in.slice(16);
    int nameBytes = in.u16();
    int extraBytes = in.u16();
    boolean same =
        signature == LOCAL
            && localMethod == method
            && in.slice(nameBytes).mismatch(MemorySegment.ofArray(rawName)) < 0;
    if (!same) {
      throw error(name, "its header and the directory do not agree; the archive is damaged");
    }
    in.slice(extraBytes);
    if (packed > in.remaining()) {
      throw error(name, "truncated: takes %d bytes, got %d".formatted(packed, in.remaining()));
    }
    if (method == STORED && packed != size) {
      throw error(name, "stored in %d bytes, but %d long".formatted(packed, size));
    }
    if (method == DEFLATED && (size - 64) / BEST_RATIO > packed) {
      throw error(name, "cannot unpack from %d to %d bytes".formatted(packed, size));
    }
    return new ZipMember(name, method == DEFLATED, crc32, packed, size, in.position());
  }

  private void checkOverlap(SequencedMap<String, ZipMember> members) {
    List<ZipMember> sorted =
        members.values().stream().sorted(Comparator.comparingLong(ZipMember::offset)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      ZipMember before = sorted.get(i - 1);
      // 30 bytes of the next member's header lie between them at least.
      if (before.offset() + before.packedBytes() > sorted.get(i).offset() - 30) {
        throw error(before.name(), "overlaps with " + ErrorText.quote(sorted.get(i).name()));
      }
    }
  }

  private void checkUnpackedBytes(SequencedMap<String, ZipMember> members) {
    long limit = UNPACKED_BYTES + UNPACKED_RATIO * file.byteSize();
    long total = 0;
    for (ZipMember member : members.values()) {
      // No overflow: each is at most 1032 times a part of the file.
      total += member.deflated() ? member.size() : 0;
    }
    if (total > limit) {
      throw error(
          "unpacks to %d bytes, more than the limit of %d for %d packed bytes; pack it without"
                  .formatted(total, limit, file.byteSize())
              + " compression");
    }
  }

  private int intAt(long offset) {
    return file.get(LittleEndian.I32, offset);
  }

  private ModelFormatException error(String name, String problem) {
    return error("zip member %s: %s".formatted(ErrorText.quote(name), problem));
  }

  private ModelFormatException error(String problem) {
    return new ModelFormatException(path + ": " + problem);
  }
}
