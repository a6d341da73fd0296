package dev.lanewise.models.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  @Test
  void imageNet() {
    Labels labels = LabelSet.IMAGENET.labels();
    assertEquals(1000, labels.size());
    assertEquals("tench", labels.get(0));
    assertEquals("tiger cat", labels.get(282));
    assertEquals("toilet tissue", labels.get(999));
  }

  @Test
  void cifar10() {
    assertEquals(
        Labels.of(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck"),
        LabelSet.CIFAR10.labels());
  }

  @Test
  void numbered() {
    assertEquals(List.of("class 0", "class 1"), Labels.numbered(2).names());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cat\ndog", "cat\ndog\n", "cat\r\ndog\r\n", "\uFEFFcat\n dog \n\n\n", "cat\rdog"})
  void lines(String content, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("labels.txt"), content);
    assertEquals(Labels.of("cat", "dog"), Labels.read(file));
  }

  @Test
  void beyondAscii(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("labels.txt"), "Kätzchen\n猫\n");
    assertEquals(Labels.of("Kätzchen", "猫"), Labels.read(file));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'labels.txt: wanted one label per line, but there is none'",
    "'\n\n', 'labels.txt: wanted one label per line, but there is none'",
    "'cat\n\ndog', 'labels.txt: line 2 is empty; each line is the label of one class, so remove it"
        + " or name the class'",
    "'cat\nd\u001b[31mog', 'labels.txt: line 2 holds the control character U+001B; wanted text'"
  })
  void noLabels(String content, String message) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    var e = assertThrows(LabelFormatException.class, () -> LabelFile.parse(bytes, "labels.txt"));
    assertEquals(message, e.getMessage());
  }

  @Test
  void notUtf8() {
    byte[] bytes = {'c', 'a', 't', '\n', (byte) 0xe4, '\n'};
    var e = assertThrows(LabelFormatException.class, () -> LabelFile.parse(bytes, "x"));
    assertTrue(e.getMessage().startsWith("x: wanted a text file in UTF-8"), e.getMessage());
  }

  @Test
  void tooLarge(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("large"), new byte[LabelFile.MAX_BYTES + 1]);
    var e = assertThrows(LabelFormatException.class, () -> Labels.read(file));
    assertTrue(e.getMessage().contains("at most 4194304 bytes"), e.getMessage());
  }

  @Test
  void tooLong() {
    byte[] bytes = ("cat\n" + "x".repeat(1001)).getBytes(StandardCharsets.UTF_8);
    var e = assertThrows(LabelFormatException.class, () -> LabelFile.parse(bytes, "x"));
    assertTrue(e.getMessage().startsWith("x: line 2 has 1001 characters"), e.getMessage());
  }

  @Test
  void missingFile(@TempDir Path folder) {
    assertThrows(NoSuchFileException.class, () -> Labels.read(folder.resolve("none.txt")));
  }
}
