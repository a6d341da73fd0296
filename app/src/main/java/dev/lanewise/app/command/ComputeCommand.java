package dev.lanewise.app.command;

import dev.lanewise.app.cli.Command;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.tuning.Tuning;
import dev.lanewise.models.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A command that compiles a network: as precisely as wanted, and what else it declares. */
abstract class ComputeCommand extends Command {
  private static final int MOST_BATCH = 1 << 16;
  private static final int MOST_CHANNELS = 1 << 24;

  private final BooleanSupplier precise;
  private final BooleanSupplier bfloat16;
  private final Supplier<Path> tuningFile;
  private Tuning tuning;

  ComputeCommand(Terminal terminal, String name, String description) {
    super(terminal, name, description);
    precise = flag("--precise", "Allows only algorithms with direct summation.");
    bfloat16 =
        flag(
            "--bf16-weights",
            "Stores weights as bfloat16 where that saves time; rounds them to 8 bits.");
    tuningFile =
        option(
            "--tuning",
            "FILE",
            Command::path,
            "Chooses kernels by times in this file; measures and adds what it does not know.");
  }

  @Override
  protected final void begin() throws IOException {
    tuning = tuningFile.get() == null ? null : Tuning.open(tuningFile.get());
  }

  @Override
  protected final void end() throws IOException {
    if (tuning != null) {
      tuning.save();
    }
  }

  /** Declares {@code --threads} with one number. */
  final Supplier<Integer> threadsOption() {
    return option(
        "--threads",
        "N",
        integer(1, Values.MOST_THREADS),
        "Threads to compute with; as many as processors if left out.");
  }

  /** Declares {@code --batch}. */
  final Supplier<Integer> batchOption() {
    return option(
        "--batch", "N", integer(1, MOST_BATCH), "Samples computed at once; 1 if left out.");
  }

  /** Declares {@code --size}. */
  final Supplier<List<Integer>> sizeOption() {
    return option(
        "--size",
        "SIZE",
        Values::size,
        "Spatial size of the input: L, HxW or TxHxW; the model's usual one if left out.");
  }

  /**
   * How to compile the network.
   *
   * @param threads null for as many as processors
   */
  final Options options(Integer threads) {
    if (precise.getAsBoolean() && bfloat16.getAsBoolean()) {
      throw new UsageException("--precise and --bf16-weights exclude each other");
    }
    Options options =
        Options.defaults().precise(precise.getAsBoolean()).bfloat16Weights(bfloat16.getAsBoolean());
    options = tuning == null ? options : options.tuning(tuning);
    return threads == null ? options : options.threads(threads);
  }

  /** Declares {@code --classes}, {@code --channels} and {@code --width} of the network. */
  final Supplier<ModelOptions> networkOptions() {
    Supplier<Integer> classes =
        option("--classes", "N", integer(1, MOST_CHANNELS), "Length of the output.");
    Supplier<Integer> channels =
        option("--channels", "N", integer(1, MOST_CHANNELS), "Channels of the input.");
    Supplier<Integer> width =
        option(
            "--width",
            "N",
            integer(1, MOST_CHANNELS),
            "Channels of the first layer, for networks that exist in several widths.");
    return () -> {
      ModelOptions options = ModelOptions.DEFAULT;
      options = classes.get() == null ? options : options.withClasses(classes.get());
      options = channels.get() == null ? options : options.withInChannels(channels.get());
      return width.get() == null ? options : options.withWidth(width.get());
    };
  }

  /** Refuses options of built-in networks for a network that a file describes. */
  static void requireUsual(ModelOptions network) {
    if (!network.equals(ModelOptions.DEFAULT)) {
      throw new UsageException(
          "--classes, --channels and --width are for built-in models; an .onnx file says them"
              + " itself");
    }
  }

  /** What the network is built for; null stands for what is usual. */
  static ModelOptions modelOptions(Integer batch, List<Integer> size) {
    return modelOptions(ModelOptions.DEFAULT, batch, size);
  }

  /**
   * What the network is built for; null stands for what is usual.
   *
   * @param network from {@link #networkOptions}
   */
  static ModelOptions modelOptions(ModelOptions network, Integer batch, List<Integer> size) {
    ModelOptions options = network;
    if (batch != null) {
      options = options.withBatch(batch);
    }
    if (size != null) {
      options = options.withSize(size.stream().mapToInt(Integer::intValue).toArray());
    }
    return options;
  }
}
