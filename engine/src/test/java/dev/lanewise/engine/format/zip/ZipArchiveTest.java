package dev.lanewise.engine.format.zip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipArchiveTest {
  private static final byte[] ZEROS = new byte[100_000];

  @Test
  void compressedMembers() throws IOException {
    ZipArchive archive = open(zip("a", ZEROS, "b", new byte[] {1, 2, 3}));
    assertEquals(List.of("a", "b"), List.copyOf(archive.members().keySet()));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = archive.content(archive.members().get("a"), arena);
      assertArrayEquals(ZEROS, a.toArray(ValueLayout.JAVA_BYTE));
      MemorySegment b = archive.content(archive.members().get("b"), arena);
      assertArrayEquals(new byte[] {1, 2, 3}, b.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void sizesThatCompressionCannotReach() throws IOException {
    byte[] zip = zip("a", new byte[] {1});
    int entry = directory(zip);
    int packed = zip[entry + 20];
    put(zip, entry + 24, 1032 * packed + 2000);
    assertRefused("cannot unpack from " + packed, zip);
  }

  @Test
  void archivesThatUnpackToTooMuch() throws IOException {
    byte[] zip = zip("a", new byte[40 << 20]);
    assertRefused("unpacks to 41943040 bytes, more than the limit", zip);
  }

  @Test
  void contentThatDiffersFromTheDirectory() throws IOException {
    byte[] longer = zip("a", ZEROS);
    put(longer, directory(longer) + 24, ZEROS.length - 1);
    assertContentRefused("unpacks to more than the announced 99999", longer);
    byte[] shorter = zip("a", ZEROS);
    put(shorter, directory(shorter) + 24, ZEROS.length + 1);
    assertContentRefused("unpacks to 100000 bytes, wanted 100001", shorter);
    byte[] checksum = zip("a", ZEROS);
    checksum[directory(checksum) + 16] ^= 1;
    assertContentRefused("its checksum is", checksum);
  }

  @Test
  void damagedDirectories() throws IOException {
    byte[] good = zip("a", ZEROS, "b", ZEROS);
    int entry = directory(good);
    int end = good.length - 22;
    assertRefused("truncated: a zip archive without its directory", ByteBuffer.allocate(9).array());
    assertRefused("is encrypted", changed(good, entry + 8, 1));
    assertRefused("compression method 9", changed(good, entry + 10, 9));
    assertRefused("do not agree", changed(good, entry + 46, 'c'));
    assertRefused("its place is outside", changed(good, entry + 45, 0x70));
    assertRefused("split into several files", changed(good, end + 4, 1));
    assertRefused("behind its end", changed(good, end + 19, 0x70));
    assertRefused("wanted a directory entry", changed(good, entry, 0));
    assertRefused("truncated", changed(good, entry + 22, 0x70));
  }

  @Test
  void damagedContent() throws IOException {
    byte[] good = zip("a", ZEROS);
    byte[] ended = good.clone();
    put(ended, directory(good) + 20, 9);
    put(ended, directory(good) + 24, 9000);
    assertContentRefused("the compressed content ends too early", ended);
    int content = 31; // behind the header of 30 bytes and the name
    assertContentRefused("damaged compression (invalid", changed(good, content, 7));
  }

  @Test
  void storedMembersHaveOneSize() throws IOException {
    byte[] zip = zip("a", ZEROS);
    zip[8] = 0; // the method, in the header and in the directory
    zip[directory(zip) + 10] = 0;
    int packed = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(directory(zip) + 20);
    assertRefused("zip member 'a': stored in " + packed + " bytes, but 100000 long", zip);
  }

  @Test
  void largeArchives() throws IOException {
    byte[] zip = zip("a", new byte[] {7});
    int end = zip.length - 22;
    ZipArchive archive = open(zip64(zip, 1, directory(zip), end));
    assertEquals(List.of("a"), List.copyOf(archive.members().keySet()));
    assertRefused("100001 members; at most 100000 are read", zip64(zip, 100_001, 0, end));
    assertRefused("members; at most 100000", zip64(zip, -1, 0, end));
    assertRefused("would begin at -1, behind its end", zip64(zip, 1, -1, end));
    String lost = "the zip64 end record is not where it should be";
    assertRefused(lost, zip64(zip, 1, 0, 1));
    assertRefused(lost, zip64(zip, 1, 0, -1));
    assertRefused(lost, zip64(zip, 1, 0, Long.MAX_VALUE));
  }

  /** The archive with numbers of 64 bits: a larger end record, its place, and the usual one. */
  private static byte[] zip64(byte[] zip, long count, long directory, long place) {
    int end = zip.length - 22;
    ByteBuffer large = ByteBuffer.allocate(zip.length + 76).order(ByteOrder.LITTLE_ENDIAN);
    large.put(zip, 0, end).putInt(0x06064b50).putLong(44).putInt(0).putLong(0);
    large.putLong(count).putLong(count).putLong(0).putLong(directory);
    large.putInt(0x07064b50).putInt(0).putLong(place).putInt(1).put(zip, end, 22);
    return large.putInt(large.capacity() - 22 + 16, -1).array();
  }

  @Test
  void membersThatShareBytes() throws IOException {
    byte[] zip = zip("a", ZEROS, "b", ZEROS);
    int first = directory(zip);
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(first + 20, bytes.getInt(first + 20) + 60);
    assertRefused("overlaps with 'b'", zip);
    byte[] twice = zip("a", ZEROS, "b", ZEROS);
    int second = directory(twice) + 47;
    twice[second + 46] = 'a';
    ByteBuffer.wrap(twice).order(ByteOrder.LITTLE_ENDIAN).putInt(second + 42, 0);
    assertRefused("two members of the name 'a'", twice);
  }

  private static void assertRefused(String reason, byte[] zip) {
    var e = assertThrows(ModelFormatException.class, () -> open(zip));
    assertTrue(e.getMessage().startsWith("f.zip: "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private static void assertContentRefused(String reason, byte[] zip) {
    ZipArchive archive = open(zip);
    try (Arena arena = Arena.ofConfined()) {
      var e =
          assertThrows(
              ModelFormatException.class, () -> archive.content(archive.members().get("a"), arena));
      assertTrue(e.getMessage().contains("f.zip: member 'a': " + reason), e.getMessage());
    }
  }

  private static ZipArchive open(byte[] zip) {
    Arena arena = Arena.ofAuto();
    return ZipArchive.of(arena.allocate(zip.length).copyFrom(MemorySegment.ofArray(zip)), "f.zip");
  }

  private static byte[] changed(byte[] zip, int at, int value) {
    byte[] copy = zip.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static void put(byte[] zip, int at, int value) {
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
  }

  /** Where the directory begins. */
  private static int directory(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 22 + 16);
  }

  private static byte[] zip(Object... namesAndBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        zip.write((byte[]) namesAndBytes[i + 1]);
      }
    }
    return bytes.toByteArray();
  }
}
