package dev.lanewise.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.app.cli.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files by the names of inputs and outputs. */
class NamedFilesTest {
  private static final List<String> TWO = List.of("input0", "input1");

  @Test
  void oneNeedsNoName() {
    Map<String, Path> expected = Map.of("input0", Path.of("a=b.npy"));
    assertEquals(expected, parse(List.of("a=b.npy"), List.of("input0")));
    assertEquals(expected, parse(List.of("input0=a=b.npy"), List.of("input0")));
  }

  @Test
  void severalAreNamedInAnyOrder() {
    assertEquals(
        Map.of("input0", Path.of("a.npy"), "input1", Path.of("b.npy")),
        parse(List.of("input1=b.npy", "input0=a.npy"), TWO));
    assertEquals(Map.of("input1", Path.of("b.npy")), parse(List.of("input1=b.npy"), TWO));
  }

  @Test
  void severalWithoutNamesAreGivenInOrder() {
    assertEquals(
        Map.of("input0", Path.of("b.npy"), "input1", Path.of("a.npy")),
        parse(List.of("b.npy", "a.npy"), TWO));
    for (List<String> mixed :
        List.of(
            List.of("a.npy", "input1=b.npy"),
            List.of("a.npy", "input2=b.npy"),
            List.of("a.npy", "b.npy", "c.npy"))) {
      assertThrows(UsageException.class, () -> parse(mixed, TWO));
    }
  }

  @Test
  void unknownNamesSayWhichThereAre() {
    for (String value : List.of("a.npy", "input2=a.npy", "=a.npy", "")) {
      String message =
          assertThrows(UsageException.class, () -> parse(List.of(value), TWO)).getMessage();
      assertTrue(message.contains("[input0, input1], got '" + value + "'"), message);
    }
  }

  @Test
  void eachIsGivenOnce() {
    assertThrows(UsageException.class, () -> parse(List.of("input0=a.npy", "input0=b.npy"), TWO));
    assertThrows(UsageException.class, () -> parse(List.of("a.npy", "b.npy"), List.of("input0")));
  }

  private static Map<String, Path> parse(List<String> values, List<String> names) {
    return NamedFiles.parse("--input", values, names);
  }
}
