package dev.lanewise.models;

import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.labels.LabelSet;
import dev.lanewise.models.labels.Labels;
import java.util.List;
import java.util.Optional;

/**
 * What is to be known of a built-in network before it is built.
 *
 * @param name as {@link Models#find} takes it
 * @param task what its output means
 * @param description one line: what it is, and where its weights' names come from
 * @param inputs the usual shapes of {@code input0}, {@code input1}, ..., for a batch of 1
 * @param classes the usual length of an output
 * @param preprocess what its usual weights expect of pictures; empty if its input is none
 * @param labelSet what its usual weights tell apart; empty if they are no classes with names
 */
public record ModelSpec(
    String name,
    Task task,
    String description,
    List<Shape> inputs,
    int classes,
    Optional<Preprocess> preprocess,
    Optional<LabelSet> labelSet) {

  /** Keeps a copy of the shapes. */
  public ModelSpec {
    inputs = List.copyOf(inputs);
  }

  /** A classifier of one input, whose weights nobody has published with names of classes. */
  static ModelSpec classifier(String name, String description, Shape input, int classes) {
    return new ModelSpec(
        name,
        Task.CLASSIFICATION,
        description,
        List.of(input),
        classes,
        Optional.empty(),
        Optional.empty());
  }

  /** A network that puts every position of its input into a class. */
  static ModelSpec segmenter(String name, String description, Shape input, int classes) {
    return new ModelSpec(
        name,
        Task.SEGMENTATION,
        description,
        List.of(input),
        classes,
        Optional.empty(),
        Optional.empty());
  }

  /** The same for pictures that are prepared so. */
  ModelSpec withPreprocess(Preprocess usual) {
    return new ModelSpec(name, task, description, inputs, classes, Optional.of(usual), labelSet);
  }

  /** The same with names of classes. */
  ModelSpec withLabels(LabelSet names) {
    return new ModelSpec(name, task, description, inputs, classes, preprocess, Optional.of(names));
  }

  /** The names of the usual classes if there are so many, else numbers. */
  public Labels labels(int count) {
    return labelSet
        .filter(set -> set.labels().size() == count)
        .map(LabelSet::labels)
        .orElseGet(() -> Labels.numbered(count));
  }
}
