package dev.lanewise.app.segment;

import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.models.image.PngEncoder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The class of every position, as a file.
 *
 * @param labels row-major
 * @param size the spatial extents
 */
public record Mask(byte[] labels, int[] size) {
  private static final int COLOURS = 256;

  /** Writes a PNG file with a palette: the samples are the classes, class 0 is black. */
  public void writePng(Path file, int classes) throws IOException {
    byte[] png = PngEncoder.indexed(size[1], size[0], labels, palette(classes));
    OutputFile.write(file, out -> out.write(png));
  }

  /** Writes an npy file of unsigned bytes. */
  public void writeNpy(Path file) throws IOException {
    Shape shape = Shape.of(Arrays.stream(size).asLongStream().toArray());
    try (Arena arena = Arena.ofConfined()) {
      Tensor tensor = Tensor.allocate(DType.U8, shape, arena);
      tensor.data().copyFrom(MemorySegment.ofArray(labels));
      NpyFile.write(file, tensor);
    }
  }

  /**
   * Colours that differ much between neighbouring classes: the bits of the class in turn are the
   * highest bits of red, green and blue, as in the Pascal VOC data set.
   */
  static int[] palette(int classes) {
    int[] palette = new int[Math.min(classes, COLOURS)];
    for (int i = 0; i < palette.length; i++) {
      int colour = 0;
      for (int bit = 0; bit < 8; bit++) {
        int channel = bit % 3;
        colour |= (i >> bit & 1) << (7 - bit / 3) << (16 - 8 * channel);
      }
      palette[i] = colour;
    }
    return palette;
  }
}
