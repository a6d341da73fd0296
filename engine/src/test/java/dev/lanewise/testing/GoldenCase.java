package dev.lanewise.testing;

import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One recorded run of a golden network: how its input is generated, and what came out.
 *
 * @param folder the folder of the architecture: {@code meta.json}, {@code state_dict.tsv}, {@code
 *     logits_*.npy}
 * @param arch the name of the architecture
 * @param tag tells cases of one architecture apart, mostly the extent of the picture
 * @param inputShape N, C and one to three spatial extents
 * @param inputBlocks the spatial extents over which the coarse part of the input is constant
 * @param fine the weight of the part that differs for each element
 * @param coarse the weight of the part that differs for each block
 * @param inputCrc32 of the input's little-endian bytes
 * @param outputs how the outputs compare, in order
 */
public record GoldenCase(
    Path folder,
    String arch,
    String tag,
    Shape inputShape,
    long[] inputBlocks,
    float fine,
    float coarse,
    int inputCrc32,
    List<Output> outputs) {

  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * What is known of one output.
   *
   * @param std the standard deviation of its values
   * @param torchError the largest error of PyTorch's float32 run against its float64 run
   */
  public record Output(double std, double torchError) {
    /** Returns the largest error allowed to kernels with direct summation. */
    public double directBound() {
      return Math.max(10 * torchError, 1e-5);
    }
  }

  /** Reads the cases of an architecture's folder. */
  public static List<GoldenCase> read(Path folder) throws IOException {
    Path file = folder.resolve("meta.json");
    Map<String, JsonValue> meta =
        JsonReader.read(Files.readString(file), file.toString()).asObject();
    List<GoldenCase> cases = new ArrayList<>();
    for (JsonValue value : meta.get("cases").asArray()) {
      cases.add(parse(folder, meta.get("arch").asString(), value.asObject()));
    }
    return cases;
  }

  private static GoldenCase parse(Path folder, String arch, Map<String, JsonValue> json) {
    List<JsonValue> outputs =
        json.containsKey("per_output")
            ? json.get("per_output").asArray()
            : List.of(new JsonValue.JsonObject(json));
    return new GoldenCase(
        folder,
        arch,
        json.get("tag").asString(),
        Shape.of(longs(json.get("input_shape"))),
        longs(json.get("input_blocks")),
        (float) json.get("fine").asDouble(),
        (float) json.get("coarse").asDouble(),
        HexFormat.fromHexDigits(json.get("input_crc32").asString()),
        outputs.stream()
            .map(JsonValue::asObject)
            .map(
                o ->
                    new Output(
                        o.get("logit_std").asDouble(), o.get("torch_fp32_maxabs_err").asDouble()))
            .toList());
  }

  private static long[] longs(JsonValue array) {
    return array.asArray().stream().mapToLong(JsonValue::asLong).toArray();
  }

  /** Returns the table from which {@link Gen1} makes the weights. */
  public Path stateDict() {
    return folder.resolve("state_dict.tsv");
  }

  /** Returns the recorded float64 output, the truth. */
  public Tensor truth(int output) throws IOException {
    String which = outputs.size() == 1 ? "" : "_out" + output;
    return NpyFile.read(
        folder.resolve("logits_%s_b%d%s_f64.npy".formatted(tag, inputShape.dim(0), which)));
  }

  /** Generates the input, N C D H W without the missing axes, and checks its CRC-32. */
  public Tensor input(Arena arena) {
    Tensor input = Tensor.allocate(DType.F32, inputShape, arena);
    long fineSeed = Gen1.seed("input.fine");
    long coarseSeed = Gen1.seed("input.coarse");
    int spatial = inputBlocks.length;
    for (long i = 0; i < input.elementCount(); i++) {
      long rest = i;
      long block = 0;
      long stride = 1;
      for (int axis = spatial - 1; axis >= 0; axis--) {
        long extent = inputShape.dim(axis + 2);
        block += rest % extent / inputBlocks[axis] * stride;
        stride *= Math.ceilDiv(extent, inputBlocks[axis]);
        rest /= extent;
      }
      block += rest * stride; // what is left counts planes: n * C + c
      float fineTerm = fine * Gen1.u(fineSeed, i);
      float coarseTerm = coarse * Gen1.u(coarseSeed, block);
      input.data().set(F32, 4 * i, fineTerm + coarseTerm);
    }
    Gen1.checkCrc("input of " + this, input, inputCrc32);
    return input;
  }

  /** Returns architecture, tag and batch, for example {@code resnet18 224 b1}. */
  @Override
  public String toString() {
    return "%s %s b%d".formatted(arch, tag, inputShape.dim(0));
  }
}
