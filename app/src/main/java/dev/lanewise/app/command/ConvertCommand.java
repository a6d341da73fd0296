package dev.lanewise.app.command;

import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightFiles;
import dev.lanewise.engine.weights.WeightSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** {@code convert}: the tensors of one weights file in another format or type. */
public final class ConvertCommand extends Command {
  private final Supplier<String> in;
  private final Supplier<String> out;
  private final Supplier<DType> dtype;

  /** Declares the command. */
  public ConvertCommand(Terminal terminal) {
    super(terminal, "convert", "Writes the tensors of a weights file in another format or type.");
    in = parameter("IN", "Weights in any format that is read: safetensors, PyTorch, .npz, ONNX.");
    out = parameter("OUT", "What to write; the ending tells the format: .safetensors or .npz.");
    dtype =
        option(
            "--dtype",
            "TYPE",
            ConvertCommand::floatingPoint,
            "The type of floating-point tensors: F16, BF16, F32 or F64; as they are if left out.");
  }

  @Override
  protected int run() throws IOException {
    Path target = path("OUT", out.get());
    try (WeightSource source = WeightFiles.open(path("IN", in.get()));
        Arena arena = Arena.ofShared()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : source.names()) {
        Tensor tensor = source.get(name);
        boolean cast = dtype.get() != null && tensor.dtype().isFloatingPoint();
        tensors.put(name, cast ? tensor.cast(dtype.get(), arena) : tensor);
      }
      WeightFiles.write(target, tensors, source.metadata());
      long bytes = tensors.values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
      terminal
          .out()
          .printf(Locale.ROOT, "%s: %d tensors, %s%n", target, tensors.size(), Units.bytes(bytes));
    }
    return ExitCode.OK;
  }

  private static Path path(String what, String text) {
    try {
      return path(text);
    } catch (TypeConversionException e) {
      throw new UsageException(what + ": " + e.getMessage(), e);
    }
  }

  private static DType floatingPoint(String text) {
    return Arrays.stream(DType.values())
        .filter(type -> type.isFloatingPoint() && type.name().equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "wanted one of %s, got '%s'"
                        .formatted(
                            Arrays.stream(DType.values())
                                .filter(DType::isFloatingPoint)
                                .map(DType::name)
                                .collect(Collectors.joining(", ")),
                            text)));
  }
}
