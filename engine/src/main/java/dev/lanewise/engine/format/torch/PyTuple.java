package dev.lanewise.engine.format.torch;

import java.util.List;

/**
 * A tuple of a pickle. Two are equal only if they are the same: a tuple may hold itself through a
 * list, so that comparing contents might not end.
 */
final class PyTuple {
  static final PyTuple EMPTY = new PyTuple(List.of());

  private final List<Object> items;

  /** Takes the list over; {@code null} stands for None. */
  PyTuple(List<Object> items) {
    this.items = items;
  }

  int size() {
    return items.size();
  }

  Object get(int index) {
    return items.get(index);
  }

  List<Object> items() {
    return items;
  }
}
