package dev.lanewise.app.doctor;

import jdk.incubator.vector.FloatVector;

/** Touches the Vector API: to be loaded only where its module is. */
final class VectorWidth {
  private VectorWidth() {}

  /** Bits of the machine's widest vectors, as the JVM uses them. */
  static int bits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }
}
