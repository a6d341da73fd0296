package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.kernels.reference.ReferenceKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An activation inside a convolution gives the bits of one behind it, for every kernel. */
class PostOpTest {
  private static final Activation[] ACTIVATIONS = {
    Activation.SIGMOID,
    Activation.TANH,
    Activation.leakyRelu(0.1),
    Activation.elu(1.5),
    Activation.SILU,
    Activation.HARD_SIGMOID,
    Activation.HARD_SWISH
  };

  @Provide
  Arbitrary<ConvProblem> convolutions() {
    return Problems.convolutions();
  }

  @Provide
  Arbitrary<ConvTransposeProblem> transposed() {
    return OperatorProblems.convTransposes();
  }

  @Property(tries = 60)
  void convolution(
      @ForAll("convolutions") ConvProblem p,
      @ForAll Data data,
      @ForAll int which,
      @ForAll long seed) {
    for (KernelProvider provider : Providers.ALL) {
      for (ConvKernel kernel : provider.convolutions()) {
        if (kernel.accepts(p).accepted()) {
          new Case(
                  kernel.name() + " on '" + p + "'",
                  kernel.name().equals("reference") ? ReferenceKernels.INSTANCE : provider,
                  activation(which),
                  seed,
                  data)
              .check(
                  new int[] {p.batch(), p.inChannels(), p.in().volume()},
                  new int[] {p.batch(), p.outChannels(), p.out().volume()},
                  p.weightCount(),
                  memory ->
                      post -> kernel.prepare(p, memory.weights, memory.bias, post, memory.arena));
        }
      }
    }
  }

  @Property(tries = 60)
  void transposedConvolution(
      @ForAll("transposed") ConvTransposeProblem p,
      @ForAll Data data,
      @ForAll int which,
      @ForAll long seed) {
    for (KernelProvider provider : Providers.ALL) {
      ConvTransposeKernel kernel = provider.convTranspose();
      new Case(kernel.name() + " on '" + p + "'", provider, activation(which), seed, data)
          .check(
              new int[] {p.batch(), p.inChannels(), p.in().volume()},
              new int[] {p.batch(), p.outChannels(), p.out().volume()},
              p.weightCount(),
              memory -> post -> kernel.prepare(p, memory.weights, memory.bias, post, memory.arena));
    }
  }

  private static Activation activation(int which) {
    return ACTIVATIONS[Math.floorMod(which, ACTIVATIONS.length)];
  }

  private record Weights(MemorySegment weights, MemorySegment bias, Arena arena) {}

  private record Case(
      String name, KernelProvider provider, Activation activation, long seed, Data data) {
    /** Sizes are N, C, pixels. */
    void check(
        int[] in,
        int[] out,
        long weightCount,
        Function<Weights, Function<PostOp, ConvKernel.Prepared>> kernel) {
      SplittableRandom random = new SplittableRandom(seed);
      try (Arena arena = Arena.ofConfined()) {
        float[] weights = data.weights(random, Math.toIntExact(weightCount));
        float[] bias = data.weights(random, out[1]);
        Function<PostOp, ConvKernel.Prepared> prepare =
            kernel.apply(
                new Weights(
                    arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights),
                    arena.allocateFrom(ValueLayout.JAVA_FLOAT, bias),
                    arena));
        GuardedTensor source = new GuardedTensor(arena, random, in[0], in[1], in[2]);
        source.write(data.activations(random, in[0] * in[1] * in[2]));
        GuardedTensor behind = new GuardedTensor(arena, random, out[0], out[1], out[2]);
        GuardedTensor inside = new GuardedTensor(arena, random, out[0], out[1], out[2]);
        GuardedTensor addend = residual(arena, random, inside, out);
        Steps.run(
            prepare
                .apply(Clamp.NONE)
                .bind(source.view(), addend == null ? null : addend.view(), behind.view()),
            random,
            arena);
        Steps.run(
            provider.activate(
                (long) out[0] * out[2], out[1], activation, behind.view(), behind.view()),
            random,
            arena);
        Steps.run(
            prepare
                .apply(activation)
                .bind(source.view(), addend == null ? null : addend.view(), inside.view()),
            random,
            arena);
        inside.requireGapsUntouched(this + ": output");
        assertArrayEquals(behind.read(), inside.read(), this::toString);
      }
    }

    /** None, one beside the output, or one in its place. */
    private GuardedTensor residual(
        Arena arena, SplittableRandom random, GuardedTensor inside, int[] out) {
      int kind = random.nextInt(3);
      if (kind == 0) {
        return null;
      }
      GuardedTensor addend =
          kind == 1 ? inside : new GuardedTensor(arena, random, out[0], out[1], out[2]);
      return addend.write(data.activations(random, out[0] * out[1] * out[2]));
    }
  }
}
