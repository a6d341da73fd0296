package dev.lanewise.models.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.models.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Y4mReaderTest {
  private static byte[] stream(String header, byte[]... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((header + "\n").getBytes(StandardCharsets.US_ASCII));
    for (byte[] frame : frames) {
      out.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  private static Y4mReader open(byte[] stream) throws IOException {
    return new Y4mReader(new ByteArrayInputStream(stream), "test.y4m");
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static int first(String header, byte[] frame) throws IOException {
    return open(stream(header, frame)).next().orElseThrow().rgb(0, 0);
  }

  /** The primaries in limited range, by BT.601. */
  @ParameterizedTest
  @CsvSource({
    "16, 128, 128, 000000", "235, 128, 128, ffffff", "81, 90, 240, ff0000",
    "145, 54, 34, 00ff01", "41, 240, 110, 0000ff", "126, 128, 128, 808080"
  })
  void knowsColours(int y, int u, int v, String rgb) throws IOException {
    int got = first("YUV4MPEG2 W1 H1 F25:1 C444", bytes(y, u, v));
    int wanted = Integer.parseInt(rgb, 16);
    for (int shift = 0; shift < 24; shift += 8) {
      assertEquals(wanted >> shift & 0xff, got >> shift & 0xff, 1, Integer.toHexString(got));
    }
  }

  @Test
  void readsFullRangeAndGrey() throws IOException {
    assertEquals(0x4d4d4d, first("YUV4MPEG2 W1 H1 Cmono XCOLORRANGE=FULL", bytes(77)));
    assertEquals(0x000000, first("YUV4MPEG2 W1 H1 Cmono", bytes(16)));
    assertEquals(0xffffff, first("YUV4MPEG2 W1 H1 Cmono", bytes(235)));
    assertEquals(0xfe0000, first("YUV4MPEG2 W1 H1 C444 XCOLORRANGE=FULL", bytes(76, 85, 255)));
  }

  @Test
  void chromaIsSharedByNeighbours() throws IOException {
    // 3 x 3 with odd edges: 2 x 2 chroma samples in 4:2:0, 2 x 3 in 4:2:2.
    byte[] luma = bytes(81, 81, 145, 81, 81, 145, 41, 41, 145);
    byte[] u420 = bytes(90, 54, 240, 54);
    byte[] v420 = bytes(240, 34, 110, 34);
    RgbImage image = open(stream("YUV4MPEG2 W3 H3 C420jpeg", join(luma, u420, v420))).next().get();
    assertEquals(0xfe0000, image.rgb(1, 1) & 0xfefefe);
    assertEquals(image.rgb(0, 0), image.rgb(1, 1));
    assertEquals(image.rgb(2, 0), image.rgb(2, 1));
    byte[] u422 = bytes(90, 54, 90, 54, 240, 54);
    byte[] v422 = bytes(240, 34, 240, 34, 110, 34);
    RgbImage same = open(stream("YUV4MPEG2 W3 H3 C422", join(luma, u422, v422))).next().get();
    assertEquals(image, same);
    // 4:2:0 is what a header without C means.
    assertEquals(
        image, open(stream("YUV4MPEG2 W3 H3 Ip A1:1", join(luma, u420, v420))).next().get());
  }

  @Test
  void readsEveryFrame() throws IOException {
    byte[] file = stream("YUV4MPEG2 W2 H1 Cmono", bytes(16, 235), bytes(235, 16));
    try (Y4mReader reader = open(file)) {
      assertEquals(2, reader.width());
      assertEquals(0x000000, reader.next().orElseThrow().rgb(0, 0));
      assertEquals(0xffffff, reader.next().orElseThrow().rgb(0, 0));
      assertTrue(reader.next().isEmpty());
      assertTrue(reader.next().isEmpty());
    }
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = stream("YUV4MPEG2 W4 H2 F25:1 C420", new byte[12], new byte[12]);
    int firstFrame = "YUV4MPEG2 W4 H2 F25:1 C420\n".length();
    int wholeFrame = "FRAME\n".length() + 12;
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      boolean afterAFrame = length == firstFrame + wholeFrame;
      if (afterAFrame) {
        assertEquals(1, count(cut));
      } else {
        VideoFormatException e = assertThrows(VideoFormatException.class, () -> count(cut));
        assertTrue(e.getMessage().startsWith("test.y4m: "), e.getMessage());
      }
    }
    assertEquals(2, count(whole));
  }

  private static int count(byte[] stream) throws IOException {
    Y4mReader reader = open(stream);
    int count = 0;
    while (reader.next().isPresent()) {
      count++;
    }
    return count;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "YUV4MPEG2",
        "YUV4MPEG2 W4",
        "YUV4MPEG2 W0 H4",
        "YUV4MPEG2 W-4 H4",
        "YUV4MPEG2 Wx H4",
        "YUV4MPEG2 W999999999 H999999999",
        "YUV4MPEG2 W99999999999 H1",
        "YUV4MPEG2 W100000 H100000",
        "YUV4MPEG2 W4 H4 C420p10",
        "YUV4MPEG2 W4 H4 C444alpha",
        "YUV4MPEG3 W4 H4",
        "RIFF",
        ""
      })
  void refusesHeaders(String header) {
    VideoFormatException e =
        assertThrows(VideoFormatException.class, () -> count(stream(header, new byte[24])));
    assertTrue(e.getMessage().startsWith("test.y4m: "), e.getMessage());
    assertTrue(e.getMessage().length() < 300, e.getMessage());
  }

  @Test
  void refusesEndlessLines() {
    byte[] endless = new byte[100_000];
    Arrays.fill(endless, (byte) 'x');
    byte[] header = "YUV4MPEG2 W1 H1 ".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(header, 0, endless, 0, header.length);
    assertThrows(VideoFormatException.class, () -> open(endless));
    byte[] frame = stream("YUV4MPEG2 W1 H1 Cmono", bytes(0));
    byte[] broken = join(frame, "FRAMES\n ".getBytes(StandardCharsets.US_ASCII));
    VideoFormatException e = assertThrows(VideoFormatException.class, () -> count(broken));
    assertTrue(e.getMessage().contains("frame 1 does not begin"), e.getMessage());
  }

  @Test
  void readsRawPixels() throws IOException {
    byte[] two = bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    RawFrames rgb = new RawFrames(new ByteArrayInputStream(two), "raw", 2, 1, PixelFormat.RGB24);
    assertEquals(0x040506, rgb.next().orElseThrow().rgb(1, 0));
    assertEquals(0x070809, rgb.next().orElseThrow().rgb(0, 0));
    assertEquals(Optional.empty(), rgb.next());
    RawFrames bgr = new RawFrames(new ByteArrayInputStream(two), "raw", 4, 1, PixelFormat.BGR24);
    assertEquals(0x030201, bgr.next().orElseThrow().rgb(0, 0));
    RawFrames grey = new RawFrames(new ByteArrayInputStream(two), "raw", 5, 1, PixelFormat.GRAY);
    assertEquals(0x050505, grey.next().orElseThrow().rgb(4, 0));
    grey.next();
    VideoFormatException e = assertThrows(VideoFormatException.class, grey::next);
    assertTrue(e.getMessage().contains("frame 2 is cut off: wanted 5 bytes"), e.getMessage());
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
