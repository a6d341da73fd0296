package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Finds the tensors of a network among the Python objects of a checkpoint.
 *
 * <p>Training scripts put the state dictionary beside an optimizer's state, the epoch and the like.
 * The first of {@link #USUAL_KEYS} that holds a dictionary of tensors, maybe after such a step
 * again, is taken; else the top itself, if it holds tensors; else the only dictionary in it that
 * does. Anything else is ambiguous and refused.
 */
final class StateDictionary {
  /** Where scripts put the state dictionary, best first. */
  static final List<String> USUAL_KEYS =
      List.of(
          "state_dict",
          "model_state_dict",
          "model_state",
          "model",
          "net",
          "network",
          "params",
          "weights",
          "module");

  private static final int MAX_DEPTH = 4;

  private StateDictionary() {}

  /**
   * Returns the tensors by name, in the order of the dictionary.
   *
   * @throws ModelFormatException if there are none, or several dictionaries could be meant
   */
  static SequencedMap<String, StridedTensor> find(Object root, String path) {
    if (!(root instanceof PyDict top)) {
      throw new ModelFormatException(
          "%s: wanted a dictionary of tensors by name, got %s; in Python, save model.state_dict()"
              .formatted(path, PickleCalls.kind(root)));
    }
    SequencedMap<String, StridedTensor> tensors = byUsualKey(top, MAX_DEPTH);
    if (tensors.isEmpty()) {
      tensors = tensors(top);
    }
    return tensors.isEmpty() ? onlyOne(top, path) : tensors;
  }

  private static SequencedMap<String, StridedTensor> byUsualKey(PyDict dict, int depth) {
    for (String key : USUAL_KEYS) {
      if (depth > 0 && dict.get(key) instanceof PyDict inner) {
        SequencedMap<String, StridedTensor> tensors = byUsualKey(inner, depth - 1);
        if (tensors.isEmpty()) {
          tensors = tensors(inner);
        }
        if (!tensors.isEmpty()) {
          return tensors;
        }
      }
    }
    return new LinkedHashMap<>();
  }

  private static SequencedMap<String, StridedTensor> onlyOne(PyDict top, String path) {
    SequencedMap<String, StridedTensor> found = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>();
    top.entries()
        .forEach(
            (key, value) -> {
              if (value instanceof PyDict inner && !tensors(inner).isEmpty()) {
                found.putAll(tensors(inner));
                keys.add(key instanceof String text ? ErrorText.quote(text) : "?");
              }
            });
    if (keys.size() != 1) {
      throw new ModelFormatException(
          keys.isEmpty()
              ? path + ": no dictionary of tensors in it; in Python, save model.state_dict()"
              : "%s: several dictionaries of tensors: %s; in Python, save the one that is meant"
                  .formatted(path, keys.stream().limit(8).collect(Collectors.joining(", "))));
    }
    return found;
  }

  /** The tensors of a dictionary under names; other values are passed over. */
  private static SequencedMap<String, StridedTensor> tensors(PyDict dict) {
    SequencedMap<String, StridedTensor> tensors = new LinkedHashMap<>();
    dict.entries()
        .forEach(
            (key, value) -> {
              if (key instanceof String name && value instanceof StridedTensor tensor) {
                tensors.put(name, tensor);
              }
            });
    return tensors;
  }
}
