package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.SPECIES;
import static dev.lanewise.kernels.vector.Lanes.VECTOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** A chain of multiply-adds in registers: what a kernel could reach if memory were free. */
final class FmaChain {
  private static final int CHAINS = 12;

  private FmaChain() {}

  /** Floating-point operations of one call: a multiplication and an addition per lane. */
  static double flops(int rounds) {
    return 2.0 * rounds * CHAINS * SPECIES.length();
  }

  /**
   * Runs 12 independent chains; the result keeps the compiler from dropping them.
   *
   * <p>The chain goes through the addend, which the instruction overwrites: no copies are needed.
   */
  static float run(int rounds) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 1e-9f);
    FloatVector s0 = y.add(0f);
    FloatVector s1 = y.add(1f);
    FloatVector s2 = y.add(2f);
    FloatVector s3 = y.add(3f);
    FloatVector s4 = y.add(4f);
    FloatVector s5 = y.add(5f);
    FloatVector s6 = y.add(6f);
    FloatVector s7 = y.add(7f);
    FloatVector s8 = y.add(8f);
    FloatVector s9 = y.add(9f);
    FloatVector s10 = y.add(10f);
    FloatVector s11 = y.add(11f);
    for (int i = 0; i < rounds; i++) {
      s0 = x.fma(y, s0);
      s1 = x.fma(y, s1);
      s2 = x.fma(y, s2);
      s3 = x.fma(y, s3);
      s4 = x.fma(y, s4);
      s5 = x.fma(y, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(y, s7);
      s8 = x.fma(y, s8);
      s9 = x.fma(y, s9);
      s10 = x.fma(y, s10);
      s11 = x.fma(y, s11);
    }
    FloatVector low = VECTOR.cast(s0).add(s1).add(s2).add(s3).add(s4).add(s5);
    FloatVector high = VECTOR.cast(s6).add(s7).add(s8).add(s9).add(s10).add(s11);
    return low.add(high).reduceLanes(VectorOperators.ADD);
  }
}
