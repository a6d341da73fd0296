package dev.lanewise.models.signal;

import java.util.Arrays;

/**
 * Where the windows over a signal begin: every {@code hop} samples, and one more at the end of the
 * signal if samples are left over, so that each sample is in a window. A signal that is shorter
 * than a window is continued with zeros.
 *
 * @param length samples of a window, 1 or more
 * @param hop samples from one window to the next, 1 to length
 */
public record Windows(int length, int hop) {
  /** Checks both. */
  public Windows {
    if (length < 1 || hop < 1 || hop > length) {
      throw new IllegalArgumentException(
          "windows of %d samples every %d: wanted 1 or more, and no gaps".formatted(length, hop));
    }
  }

  /**
   * Windows that share a part with the one before.
   *
   * @param overlap the shared part of a window, 0 or more and below 1
   */
  public static Windows overlapping(int length, double overlap) {
    if (!(overlap >= 0 && overlap < 1)) {
      throw new IllegalArgumentException("overlap must be 0 or more and below 1, not " + overlap);
    }
    return new Windows(length, Math.max(1, (int) Math.round(length * (1 - overlap))));
  }

  /** How many windows a signal of so many samples has; at least one. */
  public int count(int samples) {
    return samples <= length ? 1 : 1 + Math.ceilDiv(samples - length, hop);
  }

  /** The first sample of a window, from 0. */
  public int start(int window, int samples) {
    return Math.max(0, Math.min((int) Math.min((long) window * hop, samples), samples - length));
  }

  /**
   * Copies a window, channel after channel.
   *
   * @param standardise whether each channel is brought to mean 0 and deviation 1, as far as the
   *     signal reaches; a constant one becomes 0
   * @return {@code channels * length} values
   */
  public float[] cut(Signal signal, int window, boolean standardise) {
    int from = start(window, signal.length());
    int count = Math.min(length, signal.length() - from);
    float[] values = new float[signal.channels() * length];
    for (int c = 0; c < signal.channels(); c++) {
      float[] row = signal.samples().get(c);
      System.arraycopy(row, from, values, c * length, count);
      if (standardise) {
        standardise(values, c * length, count);
      }
    }
    return values;
  }

  private static void standardise(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    double deviation = Math.sqrt(squares / count);
    if (deviation == 0) {
      Arrays.fill(values, from, from + count, 0);
      return;
    }
    for (int i = from; i < from + count; i++) {
      values[i] = (float) ((values[i] - mean) / deviation);
    }
  }
}
