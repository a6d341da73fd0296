package dev.lanewise.testing;

import dev.lanewise.engine.format.safetensors.SafetensorsWriter;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * GEN-1: weights and inputs of golden tests, generated bit for bit from the names of the tensors,
 * so that no weights file has to be kept.
 *
 * <p>A table {@code state_dict.tsv} names each tensor with its type, shape, recipe and CRC-32. The
 * numbers come from SplitMix64, seeded by the FNV-1a hash of the name.
 */
public final class Gen1 {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Gen1() {}

  /** Writes a safetensors file: the arguments are the table and the file to write. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("wanted: state_dict.tsv weights.safetensors");
    }
    writeSafetensors(Path.of(args[0]), Path.of(args[1]));
  }

  /** Generates all tensors of a table and writes them as a safetensors file. */
  public static void writeSafetensors(Path tsv, Path out) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SafetensorsWriter.write(out, stateDict(tsv, arena), Map.of());
    }
  }

  /**
   * Generates all tensors of a table, in its order.
   *
   * @throws IllegalStateException if one has not the CRC-32 that the table says
   */
  public static Map<String, Tensor> stateDict(Path tsv, Arena arena) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Recipe recipe : readRecipes(tsv)) {
      tensors.put(recipe.name(), recipe.generate(arena));
    }
    return tensors;
  }

  /** Reads a table; columns behind the seventh are ignored. */
  public static List<Recipe> readRecipes(Path tsv) throws IOException {
    List<Recipe> recipes = new ArrayList<>();
    for (String line : Files.readAllLines(tsv)) {
      if (!line.startsWith("name\t")) {
        recipes.add(Recipe.parse(line));
      }
    }
    return recipes;
  }

  /** Returns the seed of a stream: 64-bit FNV-1a of the UTF-8 bytes of its name. */
  public static long seed(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xFF) * 0x100000001B3L;
    }
    return hash;
  }

  /** Returns element {@code index} of a stream: a multiple of 2^-23 in [-1, 1). */
  public static float u(long seed, long index) {
    long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (float) ((z >>> 40) - (1 << 23)) * 0x1p-23f;
  }

  /** Returns the CRC-32 of a tensor's bytes. */
  public static int crc32(Tensor tensor) {
    CRC32 crc = new CRC32();
    MemorySegment data = tensor.data();
    for (long done = 0; done < data.byteSize(); ) {
      long count = Math.min(1 << 30, data.byteSize() - done);
      crc.update(data.asSlice(done, count).asByteBuffer());
      done += count;
    }
    return (int) crc.getValue();
  }

  static void checkCrc(String what, Tensor tensor, int wanted) {
    int got = crc32(tensor);
    if (got != wanted) {
      throw new IllegalStateException(
          "%s %s: wanted CRC-32 %08x, got %08x".formatted(what, tensor, wanted, got));
    }
  }

  /** How the uniform stream becomes values. */
  public enum Mode {
    /** b + a u. */
    LIN,
    /** b + a |u|. */
    ABS,
    /** b. */
    CONST
  }

  /**
   * One line of a table.
   *
   * @param name the tensor's name, which also names its stream
   * @param crc32 of the tensor's little-endian bytes
   */
  public record Recipe(
      String name, DType dtype, Shape shape, Mode mode, float a, float b, int crc32) {

    /** Parses a line: name, dtype, shape, mode, a, b, crc32, separated by tabs. */
    public static Recipe parse(String line) {
      String[] columns = line.split("\t", -1);
      return new Recipe(
          columns[0],
          DType.valueOf(columns[1].toUpperCase()),
          parseShape(columns[2]),
          Mode.valueOf(columns[3].toUpperCase()),
          (float) Double.parseDouble(columns[4]),
          (float) Double.parseDouble(columns[5]),
          HexFormat.fromHexDigits(columns[6]));
    }

    /** Generates the tensor and checks its CRC-32. */
    public Tensor generate(Arena arena) {
      Tensor tensor = Tensor.allocate(dtype, shape, arena);
      switch (dtype) {
        case F32 -> fill(tensor.data());
        case I64 -> {
          for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.data().set(I64, 8 * i, (long) b);
          }
        }
        default -> throw new IllegalArgumentException("GEN-1 knows f32 and i64, not " + dtype);
      }
      checkCrc(name, tensor, crc32);
      return tensor;
    }

    private void fill(MemorySegment data) {
      long seed = seed(name);
      long n = shape.elementCount();
      for (long i = 0; i < n; i++) {
        float t =
            switch (mode) {
              case LIN -> a * u(seed, i);
              case ABS -> a * Math.abs(u(seed, i));
              case CONST -> 0;
            };
        data.set(F32, 4 * i, b != 0 ? b + t : t);
      }
    }
  }

  /** Parses extents with commas between them; nothing is a scalar. */
  public static Shape parseShape(String text) {
    if (text.isEmpty()) {
      return Shape.SCALAR;
    }
    String[] parts = text.split(",");
    long[] dims = new long[parts.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Long.parseLong(parts[i]);
    }
    return Shape.of(dims);
  }
}
