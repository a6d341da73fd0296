package dev.lanewise.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bars, tables, units and progress. */
class TextTest {
  @Test
  void barsGrowByEighths() {
    Style blocks = new Style(false, true);
    assertEquals("", blocks.bar(0, 10));
    assertEquals("\u258f", blocks.bar(1 / 80.0, 10));
    assertEquals("\u2588\u258c", blocks.bar(0.15, 10));
    assertEquals("\u2588".repeat(10), blocks.bar(1, 10));
    assertEquals("", blocks.bar(Double.NaN, 10));
    assertEquals("\u2588".repeat(10), blocks.bar(7, 10));
  }

  @Test
  void barsInAscii() {
    assertEquals("##", Style.PLAIN.bar(0.15, 10));
    assertEquals("#", Style.PLAIN.bar(0.149, 10));
  }

  @Test
  void coloursOnlyWhereAllowed() {
    assertEquals("x", Style.PLAIN.good("x"));
    assertEquals("\u001b[32mx\u001b[0m", new Style(true, false).good("x"));
  }

  @Test
  void alignsColumns() {
    assertEquals(
        List.of("a    12", "bcd   3  x"), new Table("<><").row("a", 12).row("bcd", 3, "x").lines());
  }

  @Test
  void roundsToThreeDigits() {
    assertEquals("0.00 ms", Units.millis(0));
    assertEquals("9.99 ms", Units.millis(9.994e6));
    assertEquals("10.0 ms", Units.millis(9.996e6));
    assertEquals("99.9 ms", Units.millis(99.94e6));
    assertEquals("100 ms", Units.millis(99.96e6));
    assertEquals("12346 ms", Units.millis(12345.6e6));
    assertEquals("1023 B", Units.bytes(1023));
    assertEquals("1.50 KiB", Units.bytes(1536));
    assertEquals("8.00 EiB", Units.bytes(Long.MAX_VALUE));
    assertEquals("40.6 MMAC", Units.macs(40_555_136));
    assertEquals("1.81 GMAC", Units.macs(1_814_073_344));
    assertEquals("92.8 %", Units.percent(0.928));
    assertEquals("11,689,512", Units.count(11_689_512));
    assertEquals(0.123457, Units.sixDigits(0.12345678));
    assertEquals(0, Units.sixDigits(0));
  }

  @Test
  void progressIsWrittenOverAndTakenAway() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ProgressBar bar = new ProgressBar(err, Style.PLAIN, true, 40, 4);
    bar.show(1, "a-picture-with-a-rather-long-name.png");
    bar.hide();
    bar.hide();
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.matches("\r\u001b\\[K\\[###### {18}] 1/4 .*\r\u001b\\[K"), text);
    assertTrue(text.length() < 40 + 8, text);
  }

  @Test
  void progressIsSilentWithoutTerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgressBar bar = new ProgressBar(new PrintStream(bytes), Style.PLAIN, false, 40, 4);
    bar.show(1, "x");
    bar.hide();
    assertEquals(0, bytes.size());
  }
}
