package dev.lanewise.engine.compile;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The numbers of a parameter, as they are or as a pass changes them.
 *
 * <p>A changed weight is a recipe: it is computed when it is packed, so that a folded network never
 * takes the memory of its weights twice. All arithmetic is in double, rounded once to float.
 * Immutable.
 */
sealed interface Constant {
  /** Row-major extents. */
  Shape shape();

  /**
   * The numbers as native float32 in this machine's byte order, aligned to 4 bytes; valid as long
   * as both the arena and the weights source are open.
   *
   * @param arena takes a converted copy, if one is needed
   */
  MemorySegment read(Arena arena);

  /** Whether a thread may read the numbers: a caller may keep weights to its own. */
  boolean isAccessibleBy(Thread thread);

  /**
   * Gives back the memory that holds a file's numbers: who reads them again reads the file again.
   */
  void release();

  /** The same numbers in the arena's own memory: valid as long as the arena is open. */
  default MemorySegment copy(Arena arena) {
    try (Arena reading = Arena.ofConfined()) {
      MemorySegment numbers = read(reading);
      return arena.allocate(numbers.byteSize(), 64).copyFrom(numbers);
    }
  }

  /** A copy of the numbers, for short vectors. */
  double[] values();

  /** These numbers, row {@code k} multiplied by {@code scale[k]}. */
  default Constant scaleRows(double[] scale) {
    return new Scaled(this, scale.clone());
  }

  /** A tensor of the weights source. */
  record Stored(Tensor tensor) implements Constant {
    @Override
    public Shape shape() {
      return tensor.shape();
    }

    @Override
    public boolean isAccessibleBy(Thread thread) {
      return tensor.data().isAccessibleBy(thread);
    }

    @Override
    public MemorySegment read(Arena arena) {
      MemorySegment data = tensor.data();
      boolean usable =
          tensor.dtype() == DType.F32
              && data.isNative()
              && data.address() % Float.BYTES == 0
              && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
      if (usable) {
        return data;
      }
      MemorySegment copy = arena.allocate(shape().byteSize(DType.F32), 64);
      tensor.copyToFloats(copy, 0);
      return copy;
    }

    @Override
    public void release() {
      // What can be written may be a private map, whose changes would be lost.
      if (tensor.data().isMapped() && tensor.data().isReadOnly()) {
        tensor.data().unload();
      }
    }

    @Override
    public double[] values() {
      return tensor.toDoubles();
    }
  }

  /** A vector that a pass computed. */
  record Vector(double[] numbers) implements Constant {
    @Override
    public Shape shape() {
      return Shape.of(numbers.length);
    }

    @Override
    public boolean isAccessibleBy(Thread thread) {
      return true;
    }

    @Override
    public MemorySegment read(Arena arena) {
      MemorySegment floats = arena.allocate(4L * numbers.length, 64);
      for (int i = 0; i < numbers.length; i++) {
        floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) numbers[i]);
      }
      return floats;
    }

    @Override
    public void release() {}

    @Override
    public double[] values() {
      return numbers.clone();
    }
  }

  /** Another constant, whose numbers fall into runs of one length that are multiplied each. */
  sealed interface Rescaled extends Constant permits Scaled, ScaledInputs {
    /** The numbers before. */
    Constant base();

    /** How many runs there are. */
    int runs();

    /** What a run is multiplied by. */
    double factor(int run);

    @Override
    default Shape shape() {
      return base().shape();
    }

    @Override
    default boolean isAccessibleBy(Thread thread) {
      return base().isAccessibleBy(thread);
    }

    @Override
    default void release() {
      base().release();
    }

    @Override
    default MemorySegment read(Arena arena) {
      MemorySegment in = base().read(arena);
      MemorySegment out = arena.allocate(shape().byteSize(DType.F32), 64);
      // By way of arrays, whose loops are compiled soonest.
      float[] part = new float[1024];
      long count = shape().elementCount();
      for (long i = 0; i < count; i += part.length) {
        int length = (int) Math.min(part.length, count - i);
        MemorySegment.copy(in, ValueLayout.JAVA_FLOAT, 4 * i, part, 0, length);
        multiply(part, length, i, count / runs());
        MemorySegment.copy(part, 0, out, ValueLayout.JAVA_FLOAT, 4 * i, length);
      }
      return out;
    }

    private void multiply(float[] part, int length, long first, long runLength) {
      int i = 0;
      while (i < length) {
        long run = (first + i) / runLength;
        double factor = factor((int) run);
        int end = (int) Math.min(length, (run + 1) * runLength - first);
        for (; i < end; i++) {
          part[i] = (float) (part[i] * factor);
        }
      }
    }

    @Override
    default double[] values() {
      double[] values = base().values();
      int runLength = values.length / runs();
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor(i / runLength);
      }
      return values;
    }
  }

  /** Rows of another constant times one number each; a row is one index of dimension 0. */
  record Scaled(Constant base, double[] scale) implements Rescaled {
    @Override
    public int runs() {
      return scale.length;
    }

    @Override
    public double factor(int run) {
      return scale[run];
    }

    @Override
    public Constant scaleRows(double[] more) {
      double[] product = scale.clone();
      for (int k = 0; k < product.length; k++) {
        product[k] *= more[k];
      }
      return new Scaled(base, product);
    }
  }

  /**
   * A weight {@code [K, C/groups, ...]} of another constant, each input channel times one number.
   *
   * @param scale C numbers, group after group
   */
  record ScaledInputs(Constant base, double[] scale) implements Rescaled {
    @Override
    public int runs() {
      return (int) (shape().dim(0) * shape().dim(1));
    }

    @Override
    public double factor(int run) {
      int channels = (int) shape().dim(1);
      int groups = scale.length / channels;
      int group = (int) (run / channels / (shape().dim(0) / groups));
      return scale[group * channels + run % channels];
    }
  }
}
