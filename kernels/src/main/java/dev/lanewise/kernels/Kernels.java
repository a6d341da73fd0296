package dev.lanewise.kernels;

import dev.lanewise.kernels.reference.ReferenceKernels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;

/**
 * The choice between the Vector API and the plain loops, made once per process.
 *
 * <p>The vector kernels need the module {@code jdk.incubator.vector}, HotSpot's optimising compiler
 * and a processor with fused multiply-add. Where one is missing the reference path computes the
 * same results, slowly, and one warning says what to do.
 */
public final class Kernels {
  private static final Logger LOG = System.getLogger(Kernels.class.getName());
  private static final String MODULE = "jdk.incubator.vector";

  private Kernels() {}

  /** The fastest provider that this JVM can run. */
  public static KernelProvider best() {
    return Holder.BEST;
  }

  /**
   * The plain loops of the reference: many times slower than the vector kernels once these are
   * compiled, but usable from the first call, and so faster for a small job in a cold JVM.
   */
  public static KernelProvider plain() {
    return ReferenceKernels.INSTANCE;
  }

  /** Why the vector kernels are not used, with the cure, or null if they are. */
  public static String whyNotVector() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return "the module "
          + MODULE
          + " is not loaded; start java with --add-modules "
          + MODULE
          + ", or start Lanewise as a module (java -p ... -m ...) that requires it";
    }
    if (!System.getProperty("java.vm.name", "").contains("HotSpot")
        && !System.getProperty("java.vm.name", "").contains("OpenJDK")) {
      return "this JVM ("
          + System.getProperty("java.vm.name")
          + ") is not HotSpot and runs the Vector API in plain Java; use an OpenJDK build";
    }
    if (System.getProperty("java.vm.info", "").contains("interpreted")) {
      return "the JVM only interprets (-Xint); remove that flag";
    }
    if (!FusedMultiplyAdd.IS_HARDWARE) {
      return "this JVM computes each fused multiply-add in software; remove -XX:-UseFMA and"
          + " -XX:UseAVX, or use a processor with FMA (x86 since 2013)";
    }
    return null;
  }

  private static final class Holder {
    static final KernelProvider BEST = choose();

    private static KernelProvider choose() {
      String reason = whyNotVector();
      if (reason == null) {
        return vector();
      }
      LOG.log(
          Level.WARNING,
          "Lanewise runs without vector instructions, many times slower: {0}",
          reason);
      return ReferenceKernels.INSTANCE;
    }

    // By name, so that this class links on a JVM that has no vector module.
    private static KernelProvider vector() {
      try {
        return (KernelProvider)
            Class.forName("dev.lanewise.kernels.vector.VectorKernels")
                .getDeclaredConstructor()
                .newInstance();
      } catch (InvocationTargetException e) {
        throw new IllegalStateException("the vector kernels failed to start", e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the vector kernels are missing from this build", e);
      }
    }
  }
}
