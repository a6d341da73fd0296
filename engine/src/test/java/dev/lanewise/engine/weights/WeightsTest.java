package dev.lanewise.engine.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private final Map<String, Tensor> file = new LinkedHashMap<>();

  private static Graph graph() {
    var g = new GraphBuilder("net");
    Value x = g.conv("conv", g.input("x", Shape.of(1, 2, 4, 4)), 3, ConvSpec.of(1).bias());
    g.output("y", g.batchNorm("bn", x));
    g.ignoreWeights("aux.");
    return g.build();
  }

  private void put(String name, long... dims) {
    file.put(name, Tensor.allocate(DType.F32, Shape.of(dims), Arena.ofAuto()));
  }

  private void putAll(String prefix) {
    put(prefix + "conv.weight", 3, 2, 1, 1);
    put(prefix + "conv.bias", 3);
    for (String entry : Set.of("weight", "bias", "running_mean", "running_var")) {
      put(prefix + "bn." + entry, 3);
    }
  }

  private Weights bind() {
    return Weights.bind(graph(), WeightSource.of(file, "net.safetensors"));
  }

  private String mismatch() {
    return assertThrows(WeightMismatchException.class, this::bind).getMessage();
  }

  @Test
  void findsTensorsByNameWithoutCopies() {
    putAll("");
    Weights weights = bind();
    assertEquals(file.keySet(), weights.names());
    assertSame(file.get("conv.weight"), weights.get("conv.weight"));
    assertEquals(4 * (6 + 5 * 3), weights.byteSize());
    assertEquals(
        "no required parameter is called 'bn.num_batches_tracked'",
        assertThrows(IllegalArgumentException.class, () -> weights.get("bn.num_batches_tracked"))
            .getMessage());
  }

  @Test
  void dropsThePrefixOfDataParallelTraining() {
    putAll("module.");
    assertSame(file.get("module.conv.bias"), bind().get("conv.bias"));
  }

  @Test
  void ignoresTheTrainingCounterAndAuxiliaryHeads() {
    putAll("module.");
    file.put("module.bn.num_batches_tracked", Tensor.ofLongs(Shape.SCALAR, 7));
    put("module.aux.fc.weight", 5);
    assertEquals(6, bind().names().size());
  }

  @Test
  void listsAllProblemsAtOnce() {
    putAll("");
    file.remove("conv.bias");
    put("conv.weight", 3, 4, 1, 1);
    file.put("bn.weight", Tensor.ofLongs(Shape.of(3), 1, 2, 3));
    put("fc.weight", 10, 3);
    put("module.bn.bias", 3);
    assertEquals(
        """
        net.safetensors: does not fit the network net, 5 problems:
          wrong shape: conv.weight, wanted [3, 2, 1, 1], got [3, 4, 1, 1]
          missing: conv.bias, wanted [3]
          wrong type: bn.weight, wanted F32 (or F16, BF16, F64), got I64
          unexpected: fc.weight, got [10, 3]
          twice: bn.bias, wanted one, got bn.bias and module.bn.bias\
        """,
        mismatch());
  }

  @Test
  void capsALongList() {
    putAll("");
    for (int i = 0; i < 23; i++) {
      put("extra" + i, 1);
    }
    String message = mismatch();
    assertEquals(22, message.lines().count());
    assertEquals("  and 3 more", message.lines().toList().getLast());
    assertEquals(23, assertThrows(WeightMismatchException.class, this::bind).problems().size());
  }
}
