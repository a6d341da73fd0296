package dev.lanewise.kernels;

import java.util.random.RandomGenerator;

/** What the elements of a test tensor are. */
enum Data {
  /** Integers so small that float32 holds every sum exactly: results must be equal, not close. */
  INTEGERS,

  /** Normally distributed real numbers. */
  REALS,

  /** {@link #INTEGERS} with some elements NaN or infinite. */
  NON_FINITE;

  private static final float[] SPECIALS = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  /** Activations: integers are -4 to 4. */
  float[] activations(RandomGenerator random, int count) {
    float[] values = values(random, count, 4);
    if (this == NON_FINITE) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        values[random.nextInt(count)] = SPECIALS[random.nextInt(SPECIALS.length)];
      }
    }
    return values;
  }

  /** Weights, scales and shifts, always finite: integers are -3 to 3. */
  float[] weights(RandomGenerator random, int count) {
    return values(random, count, 3);
  }

  private float[] values(RandomGenerator random, int count, int limit) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = this == REALS ? (float) random.nextGaussian() : random.nextInt(-limit, limit + 1);
    }
    return values;
  }
}
