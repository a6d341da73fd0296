package dev.lanewise.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.compile.PlanMemory.Block;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlanMemoryTest {
  @Property(tries = 500)
  void blocksThatLiveTogetherDoNotOverlap(@ForAll("blocks") List<Block> blocks) {
    PlanMemory plan = PlanMemory.plan(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      long from = plan.offsets().get(i);
      long to = from + blocks.get(i).bytes();
      assertEquals(0, from % 64);
      assertTrue(from >= 0 && to <= plan.bytes());
      for (int j = 0; j < i; j++) {
        Block other = blocks.get(j);
        boolean together =
            blocks.get(i).first() <= other.last() && other.first() <= blocks.get(i).last();
        long otherFrom = plan.offsets().get(j);
        assertTrue(
            !together || Math.min(to, otherFrom + other.bytes()) <= Math.max(from, otherFrom),
            "blocks " + j + " and " + i + " overlap");
      }
    }
  }

  @Property(tries = 200)
  void noPlanBeatsTheLiveBytes(@ForAll("blocks") List<Block> blocks) {
    PlanMemory plan = PlanMemory.plan(blocks);
    long most = 0;
    for (int now = 0; now < 12; now++) {
      int at = now;
      most =
          Math.max(
              most,
              blocks.stream()
                  .filter(block -> block.first() <= at && at <= block.last())
                  .mapToLong(block -> (block.bytes() + 63) / 64 * 64)
                  .sum());
    }
    assertEquals(most, plan.liveBytes());
    assertTrue(plan.bytes() >= most);
  }

  @Example
  void aChainNeedsItsTwoLargestNeighbours() {
    List<Block> chain = List.of(new Block(640, 0, 1), new Block(6400, 1, 2), new Block(64, 2, 3));
    PlanMemory plan = PlanMemory.plan(chain);
    assertEquals(7040, plan.bytes());
    assertEquals(7040, plan.liveBytes());
    assertEquals(0, PlanMemory.plan(List.of()).bytes());
  }

  @Provide
  Arbitrary<List<Block>> blocks() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1000),
            Arbitraries.integers().between(0, 10),
            Arbitraries.integers().between(0, 4))
        .as((bytes, first, length) -> new Block(bytes, first, Math.min(first + length, 11)))
        .list()
        .ofMaxSize(20);
  }
}
