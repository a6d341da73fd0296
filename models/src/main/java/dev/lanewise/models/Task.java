package dev.lanewise.models;

/** What a network's output means. */
public enum Task {
  /** One number (logit) per class for the whole input: {@code [N, classes]}. */
  CLASSIFICATION("classification"),
  /** One number per class at each position of the input: {@code [N, classes, spatial...]}. */
  SEGMENTATION("segmentation"),
  /** A description of the input for other layers to read: {@code [N, features]}. */
  FEATURES("features");

  private final String text;

  Task(String text) {
    this.text = text;
  }

  /** One word in lower case. */
  @Override
  public String toString() {
    return text;
  }
}
