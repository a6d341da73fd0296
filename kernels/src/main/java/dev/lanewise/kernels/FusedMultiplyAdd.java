package dev.lanewise.kernels;

/**
 * Whether {@link Math#fma(float, float, float)} is an instruction of the processor.
 *
 * <p>Where it is not (x86 processors before 2013, {@code -XX:-UseFMA}, {@code -XX:UseAVX=0}) the
 * JVM computes it with big decimals, in vectors too, and every kernel would be a thousand times
 * slower.
 */
final class FusedMultiplyAdd {
  private static final int CALLS = 64;
  private static final int ROUNDS = 4;

  /**
   * Nanoseconds of one call that only hardware keeps: interpreted it takes 30, and big decimals
   * more than 400 even when they are compiled.
   */
  private static final long QUICK = 100;

  /** Whether a multiply-add is one instruction; not, if the JVM does not tell and it is slow. */
  static final boolean IS_HARDWARE = isQuick() || "true".equals(option("UseFMA"));

  private static volatile float sink;

  private FusedMultiplyAdd() {}

  /**
   * Proves hardware in microseconds, where asking the JVM takes 50 ms. A failed proof is weak: the
   * thread may have been interrupted.
   */
  private static boolean isQuick() {
    for (int round = 0; round < ROUNDS; round++) {
      float sum = 1;
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        sum = Math.fma(sum, 0.999f, 1e-3f);
      }
      long nanos = System.nanoTime() - start;
      sink = sum;
      if (nanos < CALLS * QUICK) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value of a -XX option, or null where the JVM does not tell. By reflection, because the
   * modules of its management are not required.
   */
  private static String option(String name) {
    try {
      Class<?> type = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getPlatformMXBean", Class.class)
              .invoke(null, type);
      if (bean == null) {
        return null;
      }
      Object option = type.getMethod("getVMOption", String.class).invoke(bean, name);
      return (String) option.getClass().getMethod("getValue").invoke(option);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
