package dev.lanewise.models.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Preprocessing by name, as the command line takes it. */
public final class Presets {
  private static final SequencedMap<String, Preprocess> ALL = new LinkedHashMap<>();

  static {
    ALL.put("imagenet", Preprocess.IMAGENET);
    ALL.put("cifar10", Preprocess.LANEWISE_CIFAR10);
    ALL.put("cifar10-akamaster", Preprocess.CIFAR10_AKAMASTER);
    ALL.put("mnist", Preprocess.MNIST);
    ALL.put("kinetics", Preprocess.KINETICS);
    ALL.put("caffe-bgr", Preprocess.CAFFE_BGR);
  }

  private Presets() {}

  /**
   * All presets:
   *
   * <ul>
   *   <li>{@code imagenet}: {@link Preprocess#IMAGENET}
   *   <li>{@code cifar10}: {@link Preprocess#LANEWISE_CIFAR10}, with the statistics of CIFAR-10
   *   <li>{@code cifar10-akamaster}: {@link Preprocess#CIFAR10_AKAMASTER}, with those of ImageNet
   *   <li>{@code mnist}: {@link Preprocess#MNIST}
   *   <li>{@code kinetics}: {@link Preprocess#KINETICS}
   *   <li>{@code caffe-bgr}: {@link Preprocess#CAFFE_BGR}
   * </ul>
   */
  public static SequencedMap<String, Preprocess> all() {
    return Collections.unmodifiableSequencedMap(ALL);
  }
}
