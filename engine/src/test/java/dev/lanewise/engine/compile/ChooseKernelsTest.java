package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.kernels.ConvKernel;
import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.KernelProvider;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChooseKernelsTest {
  private static final ConvProblem PROBLEM = ConvProblem.parse("n1 g1 c4x8x8 k4 3x3 p1");
  private static final ConvKernel POINTWISE =
      new Named("pointwise", Verdict.refuse("kernel is not 1x1"), true);
  private static final ConvKernel WINOGRAD = new Named("winograd", Verdict.accept(2), false);
  private static final ConvKernel ROUNDING = new Named("rounding", Verdict.accept(1), true);
  private static final ConvKernel IM2COL = new Named("im2col", Verdict.accept(5), true);

  @Test
  void takesTheCheapestAndKeepsTheRefusals() {
    var chosen = choose(false, POINTWISE, IM2COL, WINOGRAD);
    assertEquals(WINOGRAD, chosen.kernel());
    assertEquals(
        "KernelChoice[kernel=winograd, refusals=[pointwise: kernel is not 1x1,"
            + " im2col: would take 2.50 times as long by estimate]]",
        chosen.choice().toString());
  }

  @Test
  void preciseLeavesOutIndirectSummation() {
    var chosen = choose(true, POINTWISE, WINOGRAD, IM2COL);
    assertEquals(IM2COL, chosen.kernel());
    assertEquals(
        "[pointwise: kernel is not 1x1, winograd: precise computation wants direct summation]",
        chosen.choice().refusals().toString());
  }

  @Test
  void saysWhyNoneIsLeft() {
    assertEquals(
        "convolution n1 g1 c4x8x8 k4 3x3 s1 p1: none of the test kernels takes it:"
            + " [pointwise: kernel is not 1x1]",
        assertThrows(LanewiseException.class, () -> choose(false, POINTWISE)).getMessage());
  }

  @Test
  void weightsAreRoundedWhereThatIsAskedForAndSavesTime() {
    Options options = Options.defaults().bfloat16Weights(true);
    assertEquals(ROUNDING, choose(options, IM2COL, WINOGRAD).kernel());
    assertEquals(WINOGRAD, choose(Options.defaults(), IM2COL, WINOGRAD).kernel());
    assertEquals(IM2COL, choose(options.precise(true), IM2COL, WINOGRAD).kernel());
    ConvKernel equal = new Named("equal", Verdict.accept(1), true);
    assertEquals(equal, choose(options, equal).kernel());
    assertEquals(
        "[rounding: would take 1.00 times as long by estimate]",
        choose(options, equal).choice().refusals().toString());
  }

  private static ChooseKernels.Chosen choose(boolean precise, ConvKernel... kernels) {
    return choose(Options.defaults().precise(precise), kernels);
  }

  private static ChooseKernels.Chosen choose(Options options, ConvKernel... kernels) {
    KernelProvider provider =
        (KernelProvider)
            Proxy.newProxyInstance(
                ChooseKernelsTest.class.getClassLoader(),
                new Class<?>[] {KernelProvider.class},
                (_, method, _) ->
                    switch (method.getName()) {
                      case "convolutions" -> List.of(kernels);
                      case "bfloat16Convolutions" -> List.of(ROUNDING);
                      default -> "test";
                    });
    return ChooseKernels.choose(provider, PROBLEM, options);
  }

  /** A kernel that answers and does not compute. */
  private record Named(String name, Verdict verdict, boolean isDirect) implements ConvKernel {
    @Override
    public Verdict accepts(ConvProblem problem) {
      return verdict;
    }

    @Override
    public long packedBytes(ConvProblem problem) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Prepared prepare(
        ConvProblem problem, MemorySegment weights, MemorySegment bias, PostOp post, Arena arena) {
      throw new UnsupportedOperationException();
    }
  }
}
