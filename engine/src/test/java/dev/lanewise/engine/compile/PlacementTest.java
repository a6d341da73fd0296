package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.graph.ConvSpec;
import dev.lanewise.engine.graph.ConvTransposeSpec;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.GraphBuilder;
import dev.lanewise.engine.graph.PoolSpec;
import dev.lanewise.engine.graph.Value;
import dev.lanewise.engine.plan.Operand;
import dev.lanewise.engine.plan.Operand.Space;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.weights.RandomWeights;
import dev.lanewise.engine.weights.Weights;
import dev.lanewise.kernels.ResizeProblem.Sampling;
import dev.lanewise.testing.graphs.RandomGraphs;
import dev.lanewise.testing.graphs.SmallNets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlacementTest {
  private record Placed(Program program, Placement placement) {
    static Placed of(Graph graph) {
      BoundGraph bound = BoundGraph.of(graph, Weights.bind(graph, RandomWeights.of(graph)));
      Program program = Lowering.lower(Pass.all(Pass.OPTIMISING, bound), true);
      return new Placed(program, Placement.of(program, true));
    }

    /** With operands spread where that saves memory. */
    static Placed spread(Graph graph) {
      Program program = SpreadConcats.apply(of(graph).program());
      return new Placed(program, Placement.of(program, true));
    }

    Operand at(String value) {
      return placement.operand(value);
    }
  }

  @Example
  void denseBlockIsComputedInPlace() {
    Placed dense = Placed.of(SmallNets.dense());
    assertFalse(
        dense.program().instructions().stream().anyMatch(i -> i.text().startsWith("concat")));
    Operand whole = dense.at("conv0.concat_3");
    assertEquals(whole.offset(), dense.at("conv0").offset());
    assertEquals(whole.offset() + 8 * 4, dense.at("layer1.conv").offset());
    assertEquals(whole.offset() + 16 * 4, dense.at("layer3.conv").offset());
    assertEquals(20, dense.at("layer2.conv").pixelStride());
  }

  @Example
  void residualIsOverwrittenWhenItIsNotReadAgain() {
    Placed net = Placed.of(SmallNets.residual());
    assertEquals(net.at("bn1.relu"), net.at("layer1.bn2.relu"));
    assertEquals(net.at("layer2.bn2"), net.at("layer2.bn2.relu"));
    assertNotEquals(net.at("layer1.bn2.relu"), net.at("layer2.bn1.relu"));
    assertEquals(new Operand(Space.OUTPUT, 0, 0, 10, 40), net.at("fc"));
  }

  @Example
  void aConvolutionNeverOverwritesItsInput() {
    var g = new GraphBuilder("net");
    Value x = g.relu(g.input("x", Shape.of(1, 2, 4, 4)));
    g.output("y", g.relu(g.add(g.conv("c", x, 2, ConvSpec.of(3).pad(1)), x)));
    Placed net = Placed.of(g.build());
    assertNotEquals(net.at("x.relu"), net.at("c.relu"));
  }

  @Example
  void aGateIsAppliedInPlace() {
    Placed net = Placed.of(SmallNets.attention());
    assertEquals(net.at("stem.norm"), net.at("stem.multiply"));
    assertEquals(net.at("stem.norm"), net.at("stem.multiply_2"));
    assertNotEquals(net.at("se.fc2.sigmoid"), net.at("stem.multiply"));
  }

  @Example
  void changesToTheSameSizeAreNoWork() {
    var g = new GraphBuilder("net");
    Value x = g.relu(g.input("x", Shape.of(1, 2, 4, 4)));
    Value y = g.resize(g.pad(x, new int[] {0}, new int[] {0}), Sampling.LINEAR, 4);
    g.output("y", g.tanh(g.adaptiveAveragePool(y, 4)));
    assertEquals(
        List.of("to channels-last", "relu", "tanh", "from channels-last"),
        Placed.of(g.build()).program().instructions().stream().map(Instruction::text).toList());
  }

  /** Down and up again, with a map of each size kept, as a U-Net does. */
  @Example
  void skipConnectionsStayDenseUntilTheyAreJoined() {
    var g = new GraphBuilder("net");
    Value x = g.input("x", Shape.of(1, 1, 64, 64));
    List<Value> skips = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      x = g.conv("down" + i, x, 8 << i, ConvSpec.of(3).padSame());
      skips.add(x);
      x = g.maxPool(x, PoolSpec.of(2));
    }
    for (int i = 3; i >= 0; i--) {
      x = g.convTranspose("up" + i, x, 8 << i, ConvTransposeSpec.of(2).stride(2));
      x = g.conv("join" + i, g.concat(skips.get(i), x), 8 << i, ConvSpec.of(3).padSame());
    }
    g.output("y", x);
    Graph graph = g.build();
    Placement before = Placed.of(graph).placement();
    Placed after = Placed.spread(graph);
    assertTrue(before.memory().bytes() > 1.1 * before.lowerBound());
    assertTrue(after.placement().memory().bytes() <= 1.1 * before.lowerBound());
    assertEquals(before.lowerBound(), after.placement().lowerBound());
    assertEquals(after.at("down0").offset(), after.at("down0.concat").offset());
    assertEquals(8, after.at("down0").pixelStride());
    assertEquals(16, after.at("down0#spread").pixelStride());
    followBytes(after);
  }

  @Example
  void inputsOfTheSessionAreNotOverwritten() {
    var g = new GraphBuilder("net");
    Value x = g.input("x", Shape.of(2, 3));
    g.output("y", g.softmax(g.relu(x)));
    Placed net = Placed.of(g.build());
    assertEquals(Space.INPUT, net.at("x").space());
    assertEquals(Space.ARENA, net.at("x.relu").space());
  }

  /**
   * Follows who wrote each byte last: what an instruction reads is still what its value's writer
   * left there.
   */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void nothingIsOverwrittenBeforeItIsRead(@ForAll("graphs") Graph graph) {
    followBytes(Placed.of(graph));
    followBytes(Placed.spread(graph));
  }

  private static void followBytes(Placed net) {
    Map<Long, String> owner = new HashMap<>();
    Map<String, Map<Long, String>> left = new HashMap<>();
    for (Instruction instruction : net.program().instructions()) {
      for (String read : instruction.reads()) {
        if (net.at(read).space() == Space.ARENA) {
          Map<Long, String> now = bytes(net, read, owner);
          assertFalse(now.containsValue(null), () -> instruction + " reads what nobody wrote");
          left.getOrDefault(read, Map.of())
              .forEach(
                  (at, writer) ->
                      assertEquals(writer, now.get(at), () -> instruction + " reads " + read));
        }
      }
      if (net.at(instruction.write()).space() == Space.ARENA) {
        floats(net, instruction.write()).forEach(at -> owner.put(at, instruction.write()));
        left.put(instruction.write(), bytes(net, instruction.write(), owner));
      }
    }
    assertTrue(net.placement().memory().bytes() >= net.placement().lowerBound());
  }

  private static Map<Long, String> bytes(Placed net, String value, Map<Long, String> owner) {
    Map<Long, String> now = new HashMap<>();
    floats(net, value).forEach(at -> now.put(at, owner.get(at)));
    return now;
  }

  /** The offsets of all elements of a value. */
  private static List<Long> floats(Placed net, String value) {
    Operand operand = net.at(value);
    Layout layout = net.program().layouts().get(value);
    List<Long> all = new ArrayList<>();
    for (long pixel = 0; pixel < layout.pixels(); pixel++) {
      for (int c = 0; c < layout.channels(); c++) {
        all.add(operand.offset() + 4 * (pixel * operand.pixelStride() + c));
      }
    }
    return all;
  }

  @Provide
  Arbitrary<Graph> graphs() {
    return RandomGraphs.arbitrary();
  }
}
