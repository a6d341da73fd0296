package dev.lanewise.engine.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files that PyTorch and safetensors wrote, and files that must be refused. */
class ImportersTest {
  @TestFactory
  List<DynamicTest> everyFileHoldsExactlyTheExpectedTensors() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files(SharedData.require("golden/importers"))) {
      if (!file.toString().endsWith(".tsv")) {
        tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> assertHolds(file)));
      }
    }
    assertFalse(tests.isEmpty());
    return tests;
  }

  private static void assertHolds(Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file.resolveSibling(file.getFileName() + ".expected.tsv"));
    Set<String> expectedNames = new TreeSet<>();
    try (WeightSource source = WeightFiles.open(file)) {
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split("\t", -1);
        expectedNames.add(cells[0]);
        Tensor tensor = source.get(cells[0]);
        DType dtype = DType.valueOf(cells[1].toUpperCase(Locale.ROOT));
        String dims = cells[2].replace(",", ", ");
        assertEquals(dtype + " [" + dims + "]", tensor.toString(), cells[0]);
        assertEquals(cells[3], crc(tensor), cells[0]);
        assertFirst(cells[4], tensor, cells[0]);
      }
      assertEquals(expectedNames, new TreeSet<>(source.names()));
    }
  }

  private static String crc(Tensor tensor) {
    CRC32 crc = new CRC32();
    crc.update(tensor.data().asByteBuffer());
    return "%08x".formatted(crc.getValue());
  }

  private static void assertFirst(String expected, Tensor tensor, String name) {
    double[] values = tensor.toDoubles();
    String[] first = expected.isEmpty() ? new String[0] : expected.split(";");
    assertEquals(Math.min(4, values.length), first.length, name);
    for (int i = 0; i < first.length; i++) {
      double wanted =
          switch (first[i]) {
            case "True" -> 1;
            case "False" -> 0;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(first[i]);
          };
      assertEquals(wanted, values[i], name);
    }
  }

  @Test
  @Tag("once")
  void everyHostileFileIsRefusedWithItsReasonInASmallHeap() throws Exception {
    List<Path> hostile = files(SharedData.require("golden/importers/reject"));
    hostile.removeIf(file -> file.endsWith("README.tsv"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(OpenInChild.class.getName());
    hostile.forEach(file -> command.add(file.toString()));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    child.getOutputStream().close();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), output);
    List<String> lines = output.lines().toList();
    assertEquals(hostile.size(), lines.size(), output);
    for (int i = 0; i < lines.size(); i++) {
      String name = hostile.get(i).getFileName().toString();
      String line = lines.get(i);
      assertTrue(line.startsWith("ModelFormatException: " + hostile.get(i) + ": "), line);
      assertTrue(line.contains(reason(name)), line);
    }
  }

  /** What the message on a file must say. */
  private static String reason(String file) {
    return switch (file) {
      case "arbitrary_callable_legacy.pt", "arbitrary_callable_zip.pt" -> "'os.getenv'";
      case "bad_magic_legacy.pt" -> "magic number";
      case "whole_module_zip.pt" -> "torch.nn.modules.container.Sequential";
      case "truncated_legacy.pt", "truncated_zip.pt", "st_truncated_data.safetensors" ->
          "truncated";
      case "st_bad_json.safetensors" -> "header";
      case "st_header_length_huge.safetensors" -> "announce a header";
      case "st_header_longer_than_file.safetensors" -> "truncated: the header takes";
      case "st_header_not_object.safetensors" -> "wanted";
      case "st_negative_range.safetensors" -> "data_offsets";
      case "st_offsets_shifted.safetensors" -> "data offset";
      case "st_shape_overflow.safetensors" -> "2^63-1";
      case "st_trailing_bytes.safetensors" -> "too long";
      case "st_unknown_dtype.safetensors" -> "dtype 'F33'";
      default -> throw new AssertionError("a new file: " + file);
    };
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return new ArrayList<>(files.filter(Files::isRegularFile).sorted().toList());
    }
  }
}
