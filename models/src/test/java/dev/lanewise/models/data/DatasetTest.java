package dev.lanewise.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.models.labels.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading of binary datasets, whole and damaged. Folders are tested with the command. */
class DatasetTest {
  private static final Labels TEN = Labels.numbered(10);

  @TempDir Path folder;

  private static byte[] pictures(int count, int height, int width) {
    ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
    file.putInt(0x803).putInt(count).putInt(height).putInt(width);
    for (int i = 0; file.hasRemaining(); i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static byte[] labels(int... classes) {
    ByteBuffer file = ByteBuffer.allocate(8 + classes.length);
    file.putInt(0x801).putInt(classes.length);
    Arrays.stream(classes).forEach(each -> file.put((byte) each));
    return file.array();
  }

  @Test
  void readsMnist() throws IOException {
    Path file = Files.write(folder.resolve("t10k-images-idx3-ubyte"), pictures(3, 4, 5));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(7, 0, 9));
    for (Path path : List.of(file, folder)) {
      List<Sample> samples = Dataset.open(path, TEN).samples();
      assertEquals(List.of(7, 0, 9), samples.stream().map(Sample::label).toList());
      var second = samples.get(1).picture().read();
      assertEquals(5, second.width());
      assertEquals(4, second.height());
      assertEquals(0x010101 * (20 + 2 * 5 + 3), second.rgb(3, 2));
    }
  }

  @Test
  void readsPackedMnist() throws IOException {
    Files.write(folder.resolve("train-images.idx3-ubyte.gz"), gzip(pictures(2, 2, 2)));
    Path labels = Files.write(folder.resolve("train-labels.idx1-ubyte.gz"), gzip(labels(1, 2)));
    assertEquals(2, Dataset.open(folder, TEN).samples().size());
    byte[] half = Arrays.copyOf(Files.readAllBytes(labels), 15);
    Files.write(labels, half);
    assertTrue(problem(folder).contains("whole gzip file"), problem(folder));
    Files.writeString(labels, "text, not packed");
    assertTrue(problem(folder).contains("whole gzip file"), problem(folder));
  }

  @Test
  void refusesEveryTruncationOfMnist() throws IOException {
    byte[] whole = pictures(2, 3, 3);
    Path file = folder.resolve("t10k-images-idx3-ubyte");
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(1, 2));
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertTrue(problem(file).startsWith(file.toString()), problem(file));
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertTrue(problem(file).contains("declares 18 bytes"), problem(file));
  }

  @Test
  void refusesHugeHeaders() throws IOException {
    byte[] huge = pictures(1, 1, 1);
    ByteBuffer.wrap(huge).putInt(4, -1).putInt(8, -1).putInt(12, -1);
    Path file = Files.write(folder.resolve("t10k-images-idx3-ubyte"), huge);
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(1));
    assertTrue(problem(file).contains("declares more than"), problem(file));
    ByteBuffer.wrap(huge).putInt(4, 1 << 16).putInt(8, 1 << 16).putInt(12, 1 << 16);
    Files.write(file, huge);
    assertTrue(problem(file).contains("declares more than"), problem(file));
  }

  @Test
  void refusesLabelsThatDoNotFit() throws IOException {
    Path file = Files.write(folder.resolve("t10k-images-idx3-ubyte"), pictures(2, 3, 3));
    assertTrue(problem(file).contains("t10k-labels-idx1-ubyte, is not beside it"));
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    Files.write(labels, labels(1));
    assertTrue(problem(file).contains("do not belong together"), problem(file));
    Files.write(labels, labels(1, 10));
    assertTrue(problem(file).contains("picture 1 is of class 10"), problem(file));
  }

  @Test
  void takesCifarsTestBatchAlone() throws IOException {
    byte[] record = new byte[3073];
    record[0] = 4;
    record[1 + 33] = 1;
    record[1 + 1024 + 33] = 2;
    record[1 + 2048 + 33] = 3;
    Files.write(folder.resolve("data_batch_1.bin"), new byte[2 * 3073]);
    assertEquals(2, Dataset.open(folder, TEN).samples().size());
    Files.write(folder.resolve("test_batch.bin"), record);
    Sample only = Dataset.open(folder, TEN).samples().getFirst();
    assertEquals(4, only.label());
    assertEquals(0x010203, only.picture().read().rgb(1, 1));
  }

  @Test
  void ranksEqualLogitsInTheOrderOfClasses() {
    Tally tally = new Tally(7);
    tally.add(0, new float[] {1, 1, 0, 0, 0, 0, 0});
    tally.add(1, new float[] {1, 1, 0, 0, 0, 0, 0});
    tally.add(6, new float[] {0, 0, 0, 0, 0, 0, 0});
    tally.add(4, new float[] {0, 0, 0, 0, 0, 0, 0});
    assertEquals(4, tally.total());
    assertEquals(1, tally.correct());
    assertEquals(3, tally.correct5());
    assertEquals(0.25, tally.top1());
    assertEquals(1, tally.count(1, 0));
    assertEquals(1, tally.count(4, 0));
    assertThrows(
        dev.lanewise.engine.LanewiseException.class,
        () -> tally.add(0, new float[] {Float.NaN, 0, 0, 0, 0, 0, 0}));
  }

  private static String problem(Path path) {
    return assertThrows(DatasetException.class, () -> Dataset.open(path, TEN)).getMessage();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(content);
    }
    return out.toByteArray();
  }
}
