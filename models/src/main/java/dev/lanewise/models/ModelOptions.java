package dev.lanewise.models;

import dev.lanewise.engine.LanewiseException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * What may differ from the network as it was published.
 *
 * @param classes the length of the output; empty for the usual one, or what the weights say
 * @param inChannels channels of the input; empty for the usual ones, or what the weights say
 * @param width channels of the first layer, for networks that exist in several widths; all other
 *     channel counts are in proportion; empty for the usual ones, or what the weights say
 * @param batch how many inputs are computed at once, 1 or more
 * @param size the spatial extents of the input in order D, H, W; one number stands for all axes;
 *     empty for the usual ones
 */
public record ModelOptions(
    OptionalInt classes, OptionalInt inChannels, OptionalInt width, int batch, List<Integer> size) {

  /** The network as it was published, for one input at a time. */
  public static final ModelOptions DEFAULT =
      new ModelOptions(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), 1, List.of());

  /**
   * Checks every number.
   *
   * @throws LanewiseException if one is below 1, or if there are more than three extents
   */
  public ModelOptions {
    classes.ifPresent(n -> positive("number of classes", n));
    inChannels.ifPresent(n -> positive("number of input channels", n));
    width.ifPresent(n -> positive("width", n));
    positive("batch size", batch);
    size = List.copyOf(size);
    size.forEach(n -> positive("input size", n));
    if (size.size() > 3) {
      throw new LanewiseException("input size: wanted at most 3 numbers, got " + size);
    }
  }

  /** The same with an output of this length. */
  public ModelOptions withClasses(int count) {
    return new ModelOptions(OptionalInt.of(count), inChannels, width, batch, size);
  }

  /** The same with this many channels of the input. */
  public ModelOptions withInChannels(int count) {
    return new ModelOptions(classes, OptionalInt.of(count), width, batch, size);
  }

  /** The same with this many channels in the first layer, and the others in proportion. */
  public ModelOptions withWidth(int channels) {
    return new ModelOptions(classes, inChannels, OptionalInt.of(channels), batch, size);
  }

  /** The same with another batch. */
  public ModelOptions withBatch(int count) {
    return new ModelOptions(classes, inChannels, width, count, size);
  }

  /** The same with these spatial extents, such as height and width; one number for all axes. */
  public ModelOptions withSize(int... extents) {
    return new ModelOptions(
        classes, inChannels, width, batch, Arrays.stream(extents).boxed().toList());
  }

  private static void positive(String what, int number) {
    if (number < 1) {
      throw new LanewiseException(what + ": wanted 1 or more, got " + number);
    }
  }
}
