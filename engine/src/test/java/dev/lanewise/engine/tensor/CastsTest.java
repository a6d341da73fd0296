package dev.lanewise.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.LanewiseException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CastsTest {
  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void narrowingRoundsToTheNearestEven(DType dtype) {
    Tensor all = allPatterns(dtype);
    double[] grid = Arrays.stream(all.toDoubles()).filter(Double::isFinite).sorted().toArray();
    Random random = new Random(3);
    int runs = 20_000;
    int[] places = random.ints(runs, 0, grid.length - 1).toArray();
    Tensor values = Tensor.allocate(DType.F64, Shape.of(runs), Arena.ofAuto());
    for (int run = 0; run < runs; run++) {
      double low = grid[places[run]];
      double high = grid[places[run] + 1];
      double middle = low / 2 + high / 2;
      double value =
          switch (run % 4) {
            case 0 -> middle;
            case 1 -> Math.nextUp(middle);
            case 2 -> Math.nextDown(middle);
            default -> low + (high - low) * random.nextDouble();
          };
      values.data().set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8L * run, value);
    }
    double[] casts = values.cast(dtype, Arena.ofAuto()).toDoubles();
    double[] exact = values.toDoubles();
    for (int run = 0; run < runs; run++) {
      assertNearest(exact[run], grid[places[run]], grid[places[run] + 1], dtype, casts[run]);
    }
  }

  private static void assertNearest(
      double value, double low, double high, DType dtype, double cast) {
    double middle = low / 2 + high / 2;
    if (value != middle) {
      assertEquals(value < middle ? low : high, cast, 0.0, "from " + value);
    } else {
      assertTrue(cast == low || cast == high, "from " + value);
      assertEquals(0, bits(dtype, cast) & 1, "a tie goes to the even one of " + low + ", " + high);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16", "F32", "F64"})
  void wideningAndBackChangesNothing(DType dtype) {
    Tensor half = allPatterns(dtype == DType.BF16 ? DType.BF16 : DType.F16);
    Tensor back = half.cast(dtype, Arena.ofAuto()).cast(half.dtype(), Arena.ofAuto());
    assertArrayEquals(half.toDoubles(), back.toDoubles());
  }

  @Test
  void whatIsTooLargeBecomesInfinite() {
    for (DType dtype : new DType[] {DType.F16, DType.BF16, DType.F32}) {
      for (double value : new double[] {1e300, -1e300, Double.POSITIVE_INFINITY, Double.NaN}) {
        double cast = scalar(value).cast(dtype, Arena.ofAuto()).toDoubles()[0];
        assertEquals(Double.isNaN(value) ? value : value * 1e300, cast, dtype + " of " + value);
      }
    }
  }

  @Test
  void integersAreNotConverted() {
    Tensor longs = Tensor.ofLongs(Shape.of(1), 3);
    assertThrows(LanewiseException.class, () -> longs.cast(DType.F32, Arena.ofAuto()));
    assertThrows(LanewiseException.class, () -> scalar(1).cast(DType.I32, Arena.ofAuto()));
  }

  private static long bits(DType dtype, double value) {
    return dtype == DType.F16
        ? Float.floatToFloat16((float) value)
        : Float.floatToRawIntBits((float) value) >>> 16;
  }

  private static Tensor scalar(double value) {
    Tensor tensor = Tensor.allocate(DType.F64, Shape.SCALAR, Arena.ofAuto());
    tensor.data().set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, value);
    return tensor;
  }

  private static Tensor allPatterns(DType dtype) {
    Tensor tensor = Tensor.allocate(dtype, Shape.of(1 << 16), Arena.ofAuto());
    for (int i = 0; i < 1 << 16; i++) {
      tensor.data().set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, (short) i);
    }
    return tensor;
  }
}
