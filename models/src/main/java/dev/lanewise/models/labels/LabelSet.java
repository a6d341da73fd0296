package dev.lanewise.models.labels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Lists of class names that come with this package; each is read when it is first asked for. */
public enum LabelSet {
  /** The 1000 classes of ImageNet's challenge of 2012, in the order of torchvision. */
  IMAGENET("imagenet.txt"),
  /** The 10 classes of CIFAR-10. */
  CIFAR10("cifar10.txt");

  private final String resource;
  private volatile Labels labels;

  LabelSet(String resource) {
    this.resource = resource;
  }

  /** The names. */
  public Labels labels() {
    if (labels == null) {
      labels = read();
    }
    return labels;
  }

  private Labels read() {
    try (InputStream in = LabelSet.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the resource " + resource + " is missing: the jar is damaged");
      }
      return LabelFile.parse(in.readAllBytes(), resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
