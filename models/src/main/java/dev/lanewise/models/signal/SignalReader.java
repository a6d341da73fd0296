package dev.lanewise.models.signal;

import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Reads recordings, by the ending of their name: {@code .npy}, {@code .hea} (WFDB, see {@link
 * WfdbRecord}), anything else is text with a column for each channel, see {@link CsvSignal}.
 *
 * <p>An npy file holds {@code [L]}, {@code [C, L]}, or {@code [N, C, L]} for N signals.
 */
public final class SignalReader {
  private SignalReader() {}

  /**
   * Reads all signals of a file.
   *
   * @throws SignalFormatException if it is damaged or not supported
   * @throws IOException if it cannot be read
   */
  public static List<Signal> read(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".npy")) {
      return npy(file);
    }
    return List.of(name.endsWith(".hea") ? WfdbRecord.read(file) : CsvSignal.read(file));
  }

  private static List<Signal> npy(Path file) throws IOException {
    Tensor tensor = NpyFile.read(file);
    Shape shape = tensor.shape();
    if (shape.rank() < 1 || shape.rank() > 3 || shape.elementCount() == 0) {
      throw new SignalFormatException(
          "%s: wanted an array [L], [C, L] or [N, C, L], got %s".formatted(file, shape));
    }
    float[] values = tensor.toFloats();
    int length = (int) shape.dim(shape.rank() - 1);
    int channels = shape.rank() == 1 ? 1 : (int) shape.dim(shape.rank() - 2);
    int count = shape.rank() == 3 ? (int) shape.dim(0) : 1;
    List<String> names = IntStream.rangeClosed(1, channels).mapToObj(Integer::toString).toList();
    List<Signal> signals = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      List<float[]> rows = new ArrayList<>();
      for (int c = 0; c < channels; c++) {
        int from = (n * channels + c) * length;
        rows.add(Arrays.copyOfRange(values, from, from + length));
      }
      signals.add(new Signal(count == 1 ? file.toString() : file + "[" + n + "]", names, rows, 0));
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new SignalFormatException(
            "%s: it holds %s; wanted finite values".formatted(file, value));
      }
    }
    return signals;
  }
}
