package dev.lanewise.models.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalReaderTest {
  @TempDir Path folder;

  private Path text(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static Signal only(Path file) throws IOException {
    List<Signal> signals = SignalReader.read(file);
    assertEquals(1, signals.size());
    return signals.getFirst();
  }

  private static String problem(Path file) {
    String message =
        assertThrows(SignalFormatException.class, () -> SignalReader.read(file)).getMessage();
    assertTrue(message.startsWith(folderOf(file)), message);
    return message;
  }

  private static String folderOf(Path file) {
    return file.getParent().toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2\n3,-4.5e1\n",
        "1;2\r\n3;-45",
        "# a comment\n\n 1\t2 \n3\t-45\n",
        "1   2\n3  -45\n",
      })
  void readsColumns(String content) throws IOException {
    Signal signal = only(text("s.csv", content));
    assertEquals(List.of("1", "2"), signal.channelNames());
    assertArrayEquals(new float[] {1, 3}, signal.samples().get(0));
    assertArrayEquals(new float[] {2, -45}, signal.samples().get(1));
  }

  @Test
  void readsNamesOfColumns() throws IOException {
    Signal signal = only(text("s.csv", "time,\"MLII\",V5\n0,1,2\n1,3,4\n"));
    assertEquals(List.of("time", "MLII", "V5"), signal.channelNames());
    Signal chosen = signal.select(List.of("V5", "2"));
    assertArrayEquals(new float[] {2, 4}, chosen.samples().get(0));
    assertArrayEquals(new float[] {1, 3}, chosen.samples().get(1));
    assertThrows(SignalFormatException.class, () -> signal.select(List.of("4")));
    assertThrows(SignalFormatException.class, () -> signal.select(List.of("V6")));
  }

  @ParameterizedTest
  @CsvSource({
    "'1,2\n3\n', line 2 has 1 columns",
    "'a,b\n1,2\n3,x\n', 'line 3, column 2: wanted a finite number, got ''x'''",
    "'1\n2\nNaN\n', 'line 3, column 1'",
    "'', got none",
    "'a,b\n', got none"
  })
  void saysWhichLineIsWrong(String content, String problem) throws IOException {
    String message = problem(text("s.csv", content));
    assertTrue(message.contains(problem), message);
  }

  @Test
  void refusesBinaryAndEndlessLines() throws IOException {
    Path binary = Files.write(folder.resolve("s.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertTrue(problem(binary).contains("UTF-8"));
    assertTrue(problem(text("l.csv", "1".repeat(200_000))).contains("line 1 has more than"));
  }

  @Test
  void readsArrays() throws IOException {
    Path file = folder.resolve("s.npy");
    NpyFile.write(file, Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    assertArrayEquals(new float[] {4, 5, 6}, only(file).samples().get(1));
    NpyFile.write(file, Tensor.ofFloats(Shape.of(2, 1, 3), 1, 2, 3, 4, 5, 6));
    List<Signal> two = SignalReader.read(file);
    assertEquals(file + "[1]", two.get(1).name());
    assertArrayEquals(new float[] {4, 5, 6}, two.get(1).samples().getFirst());
    NpyFile.write(file, Tensor.ofFloats(Shape.of(2), 1, Float.NaN));
    assertTrue(problem(file).contains("finite"));
  }

  private static int checksum(int[] samples) {
    return (short) Arrays.stream(samples).sum();
  }

  private static int[][] random(int signals, int length, int limit) {
    Random random = new Random(3);
    int[][] samples = new int[signals][length];
    for (int[] row : samples) {
      Arrays.setAll(row, i -> random.nextInt(-limit + 1, limit));
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource({"16, 2, 1000", "212, 2, 1000", "212, 1, 999", "212, 3, 333", "16, 1, 1"})
  void readsWfdb(int format, int count, int length) throws IOException {
    int[][] samples = random(count, length, format == 16 ? 32767 : 2047);
    StringBuilder header = new StringBuilder("rec %d 360 %d\n".formatted(count, length));
    for (int[] row : samples) {
      header.append(
          "rec.dat %d 200(10)/mV 11 1024 %d %d 0 lead %d\n"
              .formatted(format, row[0], checksum(row), row[0] & 7));
    }
    Files.write(folder.resolve("rec.dat"), WfdbWriter.bytes(format, samples));
    Signal signal = only(text("rec.hea", header + "# a comment\n"));
    assertEquals(360, signal.rate());
    assertEquals("lead " + (samples[0][0] & 7), signal.channelNames().getFirst());
    for (int c = 0; c < count; c++) {
      for (int t = 0; t < length; t++) {
        assertEquals((float) ((samples[c][t] - 10) / 200.0), signal.samples().get(c)[t]);
      }
    }
  }

  @Test
  void missingSamplesRepeatTheLastOne() throws IOException {
    int[][] samples = {{-32768, 400, -32768, 600}};
    Files.write(folder.resolve("m.dat"), WfdbWriter.bytes(16, samples));
    Signal signal = only(text("m.hea", "m 1\nm.dat 16\n"));
    assertEquals(250, signal.rate());
    assertArrayEquals(new float[] {0, 2, 2, 3}, signal.samples().getFirst());
  }

  @Test
  void damageIsFound() throws IOException {
    int[][] samples = random(1, 50, 2000);
    byte[] bytes = WfdbWriter.bytes(16, samples);
    Path header =
        text("d.hea", "d 1 250 50\nd.dat 16 200 12 0 0 %d 0 x\n".formatted(checksum(samples[0])));
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(folder.resolve("d.dat"), Arrays.copyOf(bytes, length));
      assertTrue(problem(header).contains("wanted 50 samples"), problem(header));
    }
    bytes[20] ^= 1;
    Files.write(folder.resolve("d.dat"), bytes);
    assertTrue(problem(header).contains("checksum"), problem(header));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rec",
        "rec 0",
        "rec -1 360",
        "rec 99999 360",
        "rec x",
        "rec 1 360 10\n",
        "rec/3 1 360 10\nrec.dat 16\n",
        "rec 1 360 10\n../rec.dat 16\n",
        "rec 1\n/etc/x 16\n",
        "rec 1 360 10\nrec.dat 80\n",
        "rec 1 360 10\nrec.dat 16x2\n",
        "rec 1 inf 10\nrec.dat 16\n",
        "rec 1 360 99999999999\nrec.dat 16\n",
        "rec 1 360 10\nrec.dat 16 nan\n",
        "rec 1 360 10\nrec.dat 16 200 x y z\n",
        "rec 1 360 10\nrec.dat\n",
        "rec 2 360 10\nrec.dat 16\nrec.dat 212\n"
      })
  void refusesHeaders(String content) throws IOException {
    Files.write(folder.resolve("rec.dat"), new byte[100]);
    problem(text("rec.hea", content));
  }

  @Test
  void windowsCoverEverySample() {
    Windows half = Windows.overlapping(10, 0.5);
    assertEquals(5, half.hop());
    assertEquals(1, half.count(3));
    assertEquals(1, half.count(10));
    assertEquals(2, half.count(11));
    assertEquals(1, half.start(1, 11));
    assertEquals(3, half.count(20));
    assertEquals(10, half.start(2, 20));
    assertEquals(4, half.count(21));
    assertEquals(11, half.start(3, 21));
    assertEquals(1, Windows.overlapping(10, 0.99).hop());
    assertThrows(IllegalArgumentException.class, () -> Windows.overlapping(10, 1));
  }

  @Test
  void cutsPadsAndStandardises() {
    Signal signal =
        new Signal(
            "s", List.of("a", "b"), List.of(new float[] {1, 2, 3}, new float[] {5, 5, 5}), 0);
    assertArrayEquals(new float[] {2, 3, 5, 5}, new Windows(2, 2).cut(signal, 1, false));
    assertArrayEquals(
        new float[] {1, 2, 3, 0, 5, 5, 5, 0}, new Windows(4, 4).cut(signal, 0, false));
    float deviation = (float) Math.sqrt(1.5);
    assertArrayEquals(
        new float[] {-deviation, 0, deviation, 0, 0, 0, 0, 0},
        new Windows(4, 4).cut(signal, 0, true),
        1e-6f);
  }
}
