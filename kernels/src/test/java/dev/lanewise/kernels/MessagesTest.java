package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.kernels.ResizeProblem.Scale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What impossible numbers are told, where no other test reads it. */
@Tag("once")
class MessagesTest {
  @Test
  void impossibleNumbersAreRefused() {
    Map<String, Executable> refused =
        Map.of(
            "clamp [2.0, 1.0]: the low end must not exceed the high end",
            () -> new Clamp(2, 1),
            "clamp [NaN, 1.0]: the low end must not exceed the high end",
            () -> new Clamp(Float.NaN, 1),
            "optical flow: wanted alpha above 0 and 0 or more iterations, got 0.0 and 3",
            () -> new HornSchunck(0, 3),
            "optical flow: wanted alpha above 0 and 0 or more iterations, got 1.0 and -1",
            () -> new HornSchunck(1, -1),
            "resize: a scale must be above 0 and finite, but is 0.0",
            () -> new Scale(1, 0, 1),
            "resize: a scale must be above 0 and finite, but is Infinity",
            () -> new Scale(1, 1, Double.POSITIVE_INFINITY));
    refused.forEach(
        (message, make) ->
            assertEquals(message, assertThrows(IllegalArgumentException.class, make).getMessage()));
  }
}
