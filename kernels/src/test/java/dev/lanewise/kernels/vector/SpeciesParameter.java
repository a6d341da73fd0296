package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Step;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A canary: its species is a parameter that no caller makes a constant, so each vector is an object
 * however hot the loop. A guard that does not see this sees nothing.
 */
final class SpeciesParameter implements Step {
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  private final VectorSpecies<?>[] species = {FloatVector.SPECIES_64, FloatVector.SPECIES_128};
  private final MemorySegment out;

  SpeciesParameter(MemorySegment out) {
    this.out = out;
  }

  @Override
  public int tiles() {
    return 1;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (VectorSpecies<?> each : species) {
      increments(each.check(float.class), out);
    }
  }

  private static void increments(VectorSpecies<Float> species, MemorySegment out) {
    FloatVector sum = FloatVector.zero(species);
    for (int i = 0; i < 16; i++) {
      sum = sum.add(1f);
      sum.intoMemorySegment(out, 0, NATIVE);
    }
  }
}
