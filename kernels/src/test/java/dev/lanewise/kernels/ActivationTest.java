package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations keep their stated accuracy on all floats, in any shape. */
class ActivationTest {
  /** A prime, so that all exponents meet all mantissas of a sweep. */
  private static final int STEP_OF_BITS = 6151;

  /** Where float32 arithmetic may lose a result. */
  private static final double TINY = 0x1p-119;

  static List<Activation> all() {
    return List.of(
        Activation.SIGMOID,
        Activation.TANH,
        Activation.SILU,
        Activation.HARD_SIGMOID,
        Activation.hardSigmoid(0.2, 0.5),
        Activation.HARD_SWISH,
        Activation.leakyRelu(0.01),
        Activation.elu(1),
        Activation.elu(1.7));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isAccurateOnAllFloats(Activation activation) {
    int count = (int) ((1L << 32) / STEP_OF_BITS) + 1;
    for (KernelProvider provider : Providers.ALL) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment in = arena.allocate(4L * count, 64);
        for (int i = 0; i < count; i++) {
          in.setAtIndex(ValueLayout.JAVA_INT, i, i * STEP_OF_BITS);
        }
        MemorySegment out = arena.allocate(4L * count, 64);
        Step step =
            provider.activate(count, 1, activation, new View(in, 0, 1), new View(out, 0, 1));
        Steps.runWhole(step, arena);
        for (int i = 0; i < count; i++) {
          check(
              provider,
              activation,
              in.getAtIndex(ValueLayout.JAVA_FLOAT, i),
              out.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
      }
    }
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void anyShape(
      @ForAll @IntRange(min = 1, max = 90) int pixels,
      @ForAll @IntRange(min = 1, max = 130) int channels,
      @ForAll @IntRange(max = 8) int which,
      @ForAll Data data,
      @ForAll long seed) {
    Activation activation = all().get(which);
    for (KernelProvider provider : Providers.ALL) {
      try (ProviderCheck check = new ProviderCheck(provider, data, seed)) {
        float[] in = check.activations(pixels * channels);
        boolean inPlace = new SplittableRandom(seed).nextBoolean();
        GuardedTensor target = check.tensor(1, channels, pixels);
        GuardedTensor source = inPlace ? target : check.tensor(1, channels, pixels).write(in);
        Step step = provider.activate(pixels, channels, activation, source.view(), target.view());
        float[] got = check.run(step, target, inPlace ? in : null);
        for (int i = 0; i < got.length; i++) {
          check(provider, activation, in[i], got[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void hardCases(Activation activation) {
    float[] xs = {
      0f,
      -0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      1f,
      -1f,
      3f,
      -3f,
      -2.9999998f,
      -3.0000002f,
      87.4f,
      -87.33654f,
      -87.33655f,
      -88f,
      -103.9f,
      -104.1f,
      89f,
      1e10f,
      -1e10f,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY
    };
    for (KernelProvider provider : Providers.ALL) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_FLOAT, xs);
        View view = new View(in, 0, xs.length);
        Steps.runWhole(provider.activate(1, xs.length, activation, view, view), arena);
        for (int i = 0; i < xs.length; i++) {
          check(provider, activation, xs[i], in.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void numbersMustBeFinite(Activation activation) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Activation(activation.kind(), Double.NaN, 0))
            .getMessage();
    assertEquals(
        "activation " + activation.kind() + ": its numbers must be finite, but are NaN, 0.0",
        message);
  }

  private static void check(KernelProvider provider, Activation activation, float x, float got) {
    double wanted = exact(activation, x);
    double scale =
        activation.kind() == Activation.Kind.HARD_SIGMOID
            ? Math.abs(activation.alpha() * x) + Math.abs(activation.beta())
            : Math.abs(wanted);
    double allowed = 4 * Math.ulp((float) Math.min(scale, Float.MAX_VALUE)) + TINY;
    boolean right =
        got == wanted
            || got == (float) wanted
            || (Double.isNaN(wanted) && Float.isNaN(got))
            || Math.abs(got - wanted) <= allowed;
    assertTrue(
        right,
        () ->
            provider.name()
                + ": "
                + activation
                + " of "
                + x
                + ": wanted "
                + wanted
                + ", got "
                + got);
  }

  private static double exact(Activation a, double x) {
    return switch (a.kind()) {
      case SIGMOID -> sigmoid(x);
      case TANH -> Math.tanh(x);
      case LEAKY_RELU -> Math.max(x, 0) + a.alpha() * Math.min(x, 0);
      case ELU -> x >= 0 ? x : a.alpha() * Math.expm1(x);
      case SILU -> x * sigmoid(x);
      case HARD_SIGMOID -> Math.clamp(a.alpha() * x + a.beta(), 0.0, 1.0);
      case HARD_SWISH -> x * Math.clamp((x + 3) / 6, 0.0, 1.0);
    };
  }

  private static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (Math.exp(x) + 1);
  }
}
