package dev.lanewise.app.segment;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.npy.NpyFile;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.Resize;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a network is to put into classes, as large as it is. */
public sealed interface SegmentInput {
  /** The spatial extents, such as height and width. */
  int[] size();

  /**
   * Writes the network's input.
   *
   * @param shape of the input, {@code [1, C, spatial...]}
   * @param input float32, row-major
   * @param scaling of pictures
   */
  void fill(Shape shape, MemorySegment input, Scaling scaling);

  /**
   * How samples of a picture become values: {@code (sample / divisor - mean) / std}.
   *
   * @param mean for each channel, or empty for 0
   * @param std for each channel, or empty for 1
   */
  record Scaling(float divisor, List<Float> mean, List<Float> std) {
    /** The samples 0 to 255 as 0 to 1. */
    public static final Scaling UNIT = new Scaling(255, List.of(), List.of());

    private Preprocess steps(int channels) {
      Preprocess.ChannelOrder order =
          channels == 1 ? Preprocess.ChannelOrder.GREY : Preprocess.ChannelOrder.RGB;
      try {
        return new Preprocess(
            0,
            0,
            0,
            Resize.Filter.BILINEAR,
            order,
            divisor,
            mean.isEmpty() ? Collections.nCopies(channels, 0f) : mean,
            std.isEmpty() ? Collections.nCopies(channels, 1f) : std);
      } catch (IllegalArgumentException e) {
        throw new LanewiseException("preprocessing: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Reads a file: an array if it ends in {@code .npy}, else a picture.
   *
   * @param axes spatial axes of the network: 2 for pictures, 3 for volumes
   */
  static SegmentInput read(Path file, int axes) throws IOException {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")) {
      return OfArray.of(file, NpyFile.read(file), axes);
    }
    if (axes != 2) {
      throw new LanewiseException(
          file + ": wanted an .npy file, as the model reads arrays with " + axes + " axes");
    }
    return new OfPicture(ImageDecoder.decode(file));
  }

  /** A picture, in colour or grey as the network wants it. */
  record OfPicture(RgbImage image) implements SegmentInput {
    @Override
    public int[] size() {
      return new int[] {image.height(), image.width()};
    }

    @Override
    public void fill(Shape shape, MemorySegment input, Scaling scaling) {
      long channels = shape.dim(1);
      if (channels != 1 && channels != 3) {
        throw new LanewiseException(
            "the model reads %d channels; a picture has 1 or 3, so give an .npy file"
                .formatted(channels));
      }
      scaling.steps((int) channels).normalize(image, input, 0);
    }
  }

  /**
   * An array {@code [spatial...]}, {@code [C, spatial...]} or {@code [1, C, spatial...]}. Bytes are
   * scaled as pictures are, other values taken as they are.
   */
  record OfArray(Path file, Tensor tensor, int[] size) implements SegmentInput {
    static OfArray of(Path file, Tensor tensor, int axes) {
      Shape shape = tensor.shape();
      int rank = shape.rank();
      boolean ofOne = rank < axes + 2 || rank == axes + 2 && shape.dim(0) == 1;
      if (rank < axes || !ofOne || shape.elementCount() == 0) {
        throw new LanewiseException(
            "%s: wanted an array of %d axes, with channels or without, got %s"
                .formatted(file, axes, shape));
      }
      int[] size = new int[axes];
      for (int i = 0; i < axes; i++) {
        size[i] = (int) Math.min(shape.dim(rank - axes + i), Integer.MAX_VALUE);
      }
      return new OfArray(file, tensor, size);
    }

    @Override
    public void fill(Shape shape, MemorySegment input, Scaling scaling) {
      if (shape.elementCount() != tensor.elementCount()) {
        throw new LanewiseException(
            "%s: wanted %d channels of %s values, got an array %s"
                .formatted(file, shape.dim(1), Arrays.toString(size), tensor.shape()));
      }
      if (tensor.dtype() != DType.U8) {
        tensor.copyToFloats(input, 0);
        return;
      }
      float[] values = tensor.toFloats();
      int perChannel = values.length / (int) shape.dim(1);
      for (int i = 0; i < values.length; i++) {
        int c = i / perChannel;
        float mean = scaling.mean().isEmpty() ? 0 : scaling.mean().get(c);
        float std = scaling.std().isEmpty() ? 1 : scaling.std().get(c);
        values[i] = (values[i] / scaling.divisor() - mean) / std;
      }
      MemorySegment.copy(values, 0, input, ValueLayout.JAVA_FLOAT, 0, values.length);
    }
  }
}
