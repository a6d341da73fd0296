package dev.lanewise.models.signal;

import java.io.ByteArrayOutputStream;

/** Writes the samples of WFDB records. */
final class WfdbWriter {
  private WfdbWriter() {}

  /** All signals, a sample of each in turn. */
  static byte[] bytes(int format, int[][] signals) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count = signals.length * signals[0].length;
    for (int i = 0; i < count; i++) {
      int sample = sample(signals, i);
      if (format == 16) {
        out.write(sample);
        out.write(sample >> 8);
      } else if (i % 2 == 0) {
        int next = i + 1 < count ? sample(signals, i + 1) : 0;
        out.write(sample);
        out.write(sample >> 8 & 0x0f | next >> 4 & 0xf0);
        if (i + 1 < count) {
          out.write(next);
        }
      }
    }
    return out.toByteArray();
  }

  private static int sample(int[][] signals, int i) {
    return signals[i % signals.length][i / signals.length];
  }
}
