package dev.lanewise.app.see;

/** From the smallest to the largest value, for drawing. */
record Range(float least, float most) {
  /** The range of {@code count} values. */
  static Range of(float[] values, int from, int count) {
    float least = values[from];
    float most = values[from];
    for (int i = from + 1; i < from + count; i++) {
      least = Math.min(least, values[i]);
      most = Math.max(most, values[i]);
    }
    return new Range(least, most);
  }

  /** The smallest range around this one that has 0 in its middle. */
  Range aroundZero() {
    float radius = Math.max(Math.abs(least), Math.abs(most));
    return new Range(-radius, radius);
  }

  /** A value between the bounds as a number from 0 to 255; 0 where all values are equal. */
  int level(float value) {
    return most > least ? Math.round(255 * ((value - least) / (most - least))) : 0;
  }
}
