package dev.lanewise.engine.format.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NpyRoundTripTest {
  @Property(tries = 300)
  void writtenTensorReadsBack(@ForAll("tensors") Tensor tensor) throws IOException {
    Path path = Files.createTempFile("round-trip", ".npy");
    try {
      NpyFile.write(path, tensor);
      assertEquals(0, (Files.size(path) - tensor.data().byteSize()) % 64);
      Tensor read = NpyFile.read(path);
      assertTrue(read.contentEquals(tensor), tensor.toString());
    } finally {
      Files.delete(path);
    }
  }

  @Provide
  Arbitrary<Tensor> tensors() {
    Arbitrary<DType> types = Arbitraries.of(DType.class).filter(t -> t != DType.BF16);
    Arbitrary<long[]> dims =
        Arbitraries.longs().between(0, 4).array(long[].class).ofMinSize(0).ofMaxSize(5);
    return Combinators.combine(types, dims, Arbitraries.longs()).as(NpyRoundTripTest::random);
  }

  private static Tensor random(DType dtype, long[] dims, long seed) {
    Tensor tensor = Tensor.allocate(dtype, Shape.of(dims), Arena.ofAuto());
    byte[] bytes = new byte[(int) tensor.data().byteSize()];
    new Random(seed).nextBytes(bytes);
    tensor.data().copyFrom(MemorySegment.ofArray(bytes));
    return tensor;
  }
}
