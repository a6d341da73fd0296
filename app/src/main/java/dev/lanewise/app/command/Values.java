package dev.lanewise.app.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options that are more than a word or a number. */
final class Values {
  static final int MOST_THREADS = 1024;

  private static final int MOST_EXTENT = 1 << 20;

  private Values() {}

  /** A list of thread counts with commas between them, such as {@code 1,2}. */
  static List<Integer> threadCounts(String text) {
    List<Integer> counts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      counts.add(integer(part, MOST_THREADS, "numbers of threads from 1 to %d, such as 1,2", text));
    }
    return List.copyOf(counts);
  }

  /** Spatial extents, the outermost first: L, HxW or TxHxW. */
  static List<Integer> size(String text) {
    String wanted = "L, HxW or TxHxW with numbers from 1 to %d";
    List<Integer> extents = new ArrayList<>();
    for (String part : text.split("[xX]", -1)) {
      extents.add(integer(part, MOST_EXTENT, wanted, text));
    }
    if (extents.size() > 3) {
      throw unlike(wanted.formatted(MOST_EXTENT), text);
    }
    return List.copyOf(extents);
  }

  private static int integer(String part, int most, String wanted, String text) {
    try {
      int number = Integer.parseInt(part.strip());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same message as for a number out of bounds
    }
    throw unlike(wanted.formatted(most), text);
  }

  /** Finite numbers, one per channel, with commas between them. */
  static List<Float> channelNumbers(String text) {
    String wanted = "a number for each channel with commas between them, such as 0.5,0.5,0.5";
    List<Float> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        numbers.add(Float.parseFloat(part.strip()));
      } catch (NumberFormatException e) {
        throw unlike(wanted, text);
      }
    }
    if (!numbers.stream().allMatch(Float::isFinite)) {
      throw unlike(wanted, text);
    }
    return List.copyOf(numbers);
  }

  /** As {@link #channelNumbers}, but to divide by. */
  static List<Float> channelDivisors(String text) {
    List<Float> numbers = channelNumbers(text);
    if (numbers.contains(0f) || numbers.contains(-0f)) {
      throw unlike("numbers other than 0", text);
    }
    return numbers;
  }

  private static TypeConversionException unlike(String wanted, String text) {
    return new TypeConversionException("wanted %s, got '%s'".formatted(wanted, text));
  }
}
