package dev.lanewise.models.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What a network expects of its pictures: resize, crop, then {@code (sample / divisor - mean) /
 * std} for each channel, in float32 as PyTorch computes it.
 *
 * @param resize the shorter side in pixels after resizing; 0 leaves the size as it is
 * @param cropHeight rows of the centre crop; 0 (with cropWidth) takes the whole picture
 * @param cropWidth columns of the centre crop
 * @param filter of the resize
 * @param order which channels the tensor has
 * @param divisor what 8-bit samples are divided by: 255 for values 0 to 1, 1 to leave 0 to 255
 * @param mean for each channel in the tensor's order, in units of divided samples
 * @param std for each channel in the tensor's order, in units of divided samples; not 0
 */
public record Preprocess(
    int resize,
    int cropHeight,
    int cropWidth,
    Resize.Filter filter,
    ChannelOrder order,
    float divisor,
    List<Float> mean,
    List<Float> std) {

  /** The channels of the tensor. */
  public enum ChannelOrder {
    /** Red, green, blue. */
    RGB(3),
    /** Blue, green, red, as networks from Caffe want it. */
    BGR(3),
    /** One channel of luma: {@code 0.299 R + 0.587 G + 0.114 B}, as PIL's {@code convert("L")}. */
    GREY(1);

    private final int channels;

    ChannelOrder(int channels) {
      this.channels = channels;
    }

    /** How many channels there are. */
    public int channels() {
      return channels;
    }
  }

  private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);
  private static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

  /** torchvision's classifiers: shorter side 256, crop 224, ImageNet's mean and deviation. */
  public static final Preprocess IMAGENET = rgb(256, 224, IMAGENET_MEAN, IMAGENET_STD);

  /** The CIFAR-10 networks of akamaster/pytorch_resnet_cifar10: 32 x 32, ImageNet's statistics. */
  public static final Preprocess CIFAR10_AKAMASTER = rgb(32, 32, IMAGENET_MEAN, IMAGENET_STD);

  /** The bundled CIFAR-10 network: 32 x 32, the statistics of CIFAR-10. */
  public static final Preprocess LANEWISE_CIFAR10 =
      rgb(32, 32, List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2470f, 0.2435f, 0.2616f));

  /** Digits as grey 28 x 28 with samples 0 to 255, not scaled. */
  public static final Preprocess MNIST =
      new Preprocess(
          28, 28, 28, Resize.Filter.BILINEAR, ChannelOrder.GREY, 1, List.of(0f), List.of(1f));

  /** Frames for torchvision's video networks: shorter side 128, crop 112, Kinetics' statistics. */
  public static final Preprocess KINETICS =
      rgb(128, 112, List.of(0.43216f, 0.394666f, 0.37645f), List.of(0.22803f, 0.22145f, 0.216989f));

  /** Caffe's SqueezeNet: shorter side 256, crop 227, BGR 0 to 255 minus the mean colour. */
  public static final Preprocess CAFFE_BGR =
      new Preprocess(
          256,
          227,
          227,
          Resize.Filter.BILINEAR,
          ChannelOrder.BGR,
          1,
          List.of(104f, 117f, 123f),
          List.of(1f, 1f, 1f));

  /** Checks every value. */
  public Preprocess {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (resize < 0 || cropHeight < 0 || cropWidth < 0 || (cropHeight == 0) != (cropWidth == 0)) {
      throw new IllegalArgumentException(
          "resize and crop must be 0 (none) or more, but are %d and %d x %d"
              .formatted(resize, cropHeight, cropWidth));
    }
    if (mean.size() != order.channels() || std.size() != order.channels()) {
      throw new IllegalArgumentException(
          "%s needs %d values of mean and std, but there are %d and %d"
              .formatted(order, order.channels(), mean.size(), std.size()));
    }
    if (!(divisor > 0 && Float.isFinite(divisor))) {
      throw new IllegalArgumentException("divisor must be above 0, but is " + divisor);
    }
    // a plain loop: presets are built at start-up, where a first lambda costs milliseconds
    for (int c = 0; c < order.channels(); c++) {
      if (!Float.isFinite(mean.get(c)) || !Float.isFinite(std.get(c)) || std.get(c) == 0) {
        throw new IllegalArgumentException(
            "mean must be finite, std finite and not 0, but they are %s and %s"
                .formatted(mean, std));
      }
    }
  }

  private static Preprocess rgb(int resize, int crop, List<Float> mean, List<Float> std) {
    return new Preprocess(
        resize, crop, crop, Resize.Filter.BILINEAR, ChannelOrder.RGB, 255, mean, std);
  }

  /** The same with another resize; 0 for none. */
  public Preprocess withResize(int shorterSide) {
    return new Preprocess(shorterSide, cropHeight, cropWidth, filter, order, divisor, mean, std);
  }

  /** The same with another centre crop; 0 and 0 for none. */
  public Preprocess withCrop(int height, int width) {
    return new Preprocess(resize, height, width, filter, order, divisor, mean, std);
  }

  /** The same with other statistics. */
  public Preprocess withMeanAndStd(List<Float> otherMean, List<Float> otherStd) {
    return new Preprocess(
        resize, cropHeight, cropWidth, filter, order, divisor, otherMean, otherStd);
  }

  /** Resizes and crops: the 8-bit picture that {@link #normalize} turns into a tensor. */
  public RgbImage fit(RgbImage image) {
    RgbImage sized = resize == 0 ? image : Resize.shorterSide(image, resize, filter);
    return cropHeight == 0 ? sized : Crop.center(sized, cropHeight, cropWidth);
  }

  /** {@link #fit}, then {@link #normalize}. */
  public void apply(RgbImage image, MemorySegment destination, long byteOffset) {
    normalize(fit(image), destination, byteOffset);
  }

  /**
   * Writes the picture, as large as it is, as {@code channels} planes of {@code height x width}
   * float32.
   *
   * @param destination at least {@code byteOffset + 4 * channels * height * width} bytes
   * @param byteOffset where the first plane begins
   * @throws IndexOutOfBoundsException if the destination is too small; nothing is written then
   */
  public void normalize(RgbImage image, MemorySegment destination, long byteOffset) {
    long pixels = (long) image.width() * image.height();
    long bytes = pixels * order.channels() * Float.BYTES;
    MemorySegment planes = destination.asSlice(byteOffset, bytes);
    float[] plane = new float[Math.toIntExact(pixels)];
    for (int c = 0; c < order.channels(); c++) {
      if (order == ChannelOrder.GREY) {
        luma(image.samples(), table(c), plane);
      } else {
        channel(image.samples(), order == ChannelOrder.RGB ? c : 2 - c, table(c), plane);
      }
      // one bulk copy: a cold JVM is slow to link the accessors of a layout
      MemorySegment.copy(
          plane,
          0,
          planes,
          ValueLayout.JAVA_FLOAT_UNALIGNED,
          c * pixels * Float.BYTES,
          plane.length);
    }
  }

  /** The tensor's value for each of the 256 samples of a channel. */
  private float[] table(int channel) {
    float[] values = new float[256];
    float channelMean = mean.get(channel);
    float channelStd = std.get(channel);
    for (int sample = 0; sample < values.length; sample++) {
      values[sample] = (sample / divisor - channelMean) / channelStd;
    }
    return values;
  }

  private static void channel(byte[] rgb, int first, float[] values, float[] plane) {
    for (int from = first, to = 0; from < rgb.length; from += 3, to++) {
      plane[to] = values[rgb[from] & 0xff];
    }
  }

  private static void luma(byte[] rgb, float[] values, float[] plane) {
    for (int from = 0, to = 0; from < rgb.length; from += 3, to++) {
      int red = rgb[from] & 0xff;
      int green = rgb[from + 1] & 0xff;
      int blue = rgb[from + 2] & 0xff;
      plane[to] = values[19595 * red + 38470 * green + 7471 * blue + 0x8000 >> 16];
    }
  }
}
