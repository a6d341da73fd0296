package dev.lanewise.models.signal;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples of one or more channels, taken at the same times.
 *
 * @param name for messages
 * @param channelNames one for each channel
 * @param samples a row for each channel, all of one length; not to be written to
 * @param rate samples per second; 0 if it is not known
 */
public record Signal(String name, List<String> channelNames, List<float[]> samples, double rate) {
  /** Checks that there is something, and that all rows are of one length. */
  public Signal {
    channelNames = List.copyOf(channelNames);
    samples = List.copyOf(samples);
    if (samples.isEmpty() || samples.getFirst().length == 0) {
      throw new SignalFormatException(name + ": wanted at least one channel with a sample");
    }
    if (channelNames.size() != samples.size()) {
      throw new IllegalArgumentException(
          "%d names for %d channels".formatted(channelNames.size(), samples.size()));
    }
    for (float[] row : samples) {
      if (row.length != samples.getFirst().length) {
        throw new SignalFormatException(
            "%s: channels of %d and %d samples; wanted one length"
                .formatted(name, samples.getFirst().length, row.length));
      }
    }
  }

  /** How many channels there are. */
  public int channels() {
    return samples.size();
  }

  /** Samples of each channel. */
  public int length() {
    return samples.getFirst().length;
  }

  /**
   * Some of the channels, in the order that is asked for.
   *
   * @param wanted names, or numbers from 1
   * @throws SignalFormatException if there is no such channel
   */
  public Signal select(List<String> wanted) {
    List<String> names = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (String each : wanted) {
      int index = channelNames.indexOf(each);
      if (index < 0 && each.matches("\\d{1,6}")) {
        index = Integer.parseInt(each) - 1;
      }
      if (index < 0 || index >= samples.size()) {
        throw new SignalFormatException(
            "%s: no channel is called '%s'; wanted one of %s, or a number from 1 to %d"
                .formatted(name, each, channelNames, samples.size()));
      }
      names.add(channelNames.get(index));
      rows.add(samples.get(index));
    }
    return new Signal(name, names, rows, rate);
  }
}
