package dev.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', abc, 3",
    "abc, '', 3",
    "kitten, sitting, 3",
    "flaw, lawn, 2",
    "ab, ba, 2"
  })
  void distance(String a, String b, int wanted) {
    assertEquals(wanted, NearestNames.distance(a, b));
  }

  @Property(tries = 200)
  void distanceIsAMetric(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 8) String a,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 8) String b,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 8) String c) {
    int ab = NearestNames.distance(a, b);
    assertEquals(a.equals(b), ab == 0);
    assertEquals(ab, NearestNames.distance(b, a));
    assertTrue(NearestNames.distance(a, c) <= ab + NearestNames.distance(b, c));
  }
}
