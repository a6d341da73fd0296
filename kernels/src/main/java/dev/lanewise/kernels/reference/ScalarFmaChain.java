package dev.lanewise.kernels.reference;

/** Multiply-adds of single floats in four independent chains. */
final class ScalarFmaChain {
  private ScalarFmaChain() {}

  /** Floating-point operations of one call. */
  static double flops(int rounds) {
    return 2.0 * 4 * rounds;
  }

  /** Runs the chains; the result keeps the compiler from dropping them. */
  static float run(int rounds) {
    float a = 1;
    float b = 2;
    float c = 3;
    float d = 4;
    for (int i = 0; i < rounds; i++) {
      a = Math.fma(a, 0.999f, 1e-9f);
      b = Math.fma(b, 0.999f, 1e-9f);
      c = Math.fma(c, 0.999f, 1e-9f);
      d = Math.fma(d, 0.999f, 1e-9f);
    }
    return a + b + c + d;
  }
}
