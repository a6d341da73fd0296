package dev.lanewise.kernels.vector;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width that all kernels use: the machine's widest, or less on request.
 *
 * <p>The system property {@code lanewise.lanes} (128, 256 or 512, read once) narrows it, to test
 * one width on the machine of another. A width above the machine's would run in plain Java and is
 * cut to what the machine has.
 */
public final class Lanes {
  /** System property that narrows the vectors, in bits. */
  public static final String PROPERTY = "lanewise.lanes";

  /** The species of every vector in this library; a constant that the compiler folds. */
  public static final VectorSpecies<Float> SPECIES = choose();

  /** Vectors of ints of the same width. */
  public static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  /** Floats per vector. */
  public static final int COUNT = SPECIES.length();

  /** Bytes per vector. */
  public static final int BYTES = SPECIES.vectorByteSize();

  /** Bits per vector. */
  public static final int BITS = SPECIES.vectorBitSize();

  /** The byte order of all native memory. */
  public static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  /** Vector registers: 32 with AVX-512 and on AArch64, otherwise 16. */
  public static final int REGISTERS =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() == 512 || isAarch64() ? 32 : 16;

  /**
   * The class of every vector: what {@code VECTOR.cast} returns is surely of it to the compiler.
   *
   * <p>What a loop has summed up, and what it was given from before, is any FloatVector, unless the
   * compiler has counted the classes seen there, which it does not always. A method called on such
   * a vector is not inlined, and the vector goes through the heap. As an argument it needs no such
   * care, if it was not chosen among several: see {@link Memory#ZEROS}.
   */
  @SuppressWarnings("unchecked")
  public static final Class<? extends FloatVector> VECTOR =
      (Class<? extends FloatVector>) SPECIES.vectorType();

  private Lanes() {}

  /** A number of channels, rounded up to whole vectors. */
  public static int whole(int channels) {
    return Math.ceilDiv(channels, COUNT) * COUNT;
  }

  private static VectorSpecies<Float> choose() {
    int widest = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    int wanted = Integer.getInteger(PROPERTY, widest);
    return switch (Math.min(wanted, widest)) {
      case 512 -> FloatVector.SPECIES_512;
      case 256 -> FloatVector.SPECIES_256;
      case 128 -> FloatVector.SPECIES_128;
      default -> FloatVector.SPECIES_PREFERRED;
    };
  }

  private static boolean isAarch64() {
    return System.getProperty("os.arch", "").equals("aarch64");
  }
}
