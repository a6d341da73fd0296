package dev.lanewise.models.image;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;

/** Cuts files off, and asks that every piece is refused with one line. */
final class Truncations {
  private Truncations() {}

  /** Every prefix whose length is a multiple of {@code step}. */
  static void assertAllRefused(byte[] file, int step) {
    for (int length = 0; length < file.length; length += step) {
      byte[] piece = Arrays.copyOf(file, length);
      ImageFormatException e =
          assertThrows(
              ImageFormatException.class,
              () -> ImageDecoder.decode(piece, "piece"),
              "cut to %d of %d bytes".formatted(length, file.length));
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
  }
}
