package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.format.io.ByteCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack of a pickle machine with its marks, and the memo: values by number, for later use. */
final class PickleStack {
  private final ByteCursor in;
  private final PickleBudget budget;
  private final List<Object> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  PickleStack(ByteCursor in, PickleBudget budget) {
    this.in = in;
    this.budget = budget;
  }

  void push(Object value) {
    chargeReferences(1);
    values.add(value);
  }

  void pushScalar(Object scalar) {
    budget.charge(PickleBudget.SCALAR);
    push(scalar);
  }

  void pushContainer(Object container) {
    budget.charge(PickleBudget.CONTAINER);
    push(container);
  }

  void chargeReferences(int count) {
    budget.charge((long) PickleBudget.REFERENCE * count);
  }

  void chargeEntries(int count) {
    budget.charge((long) PickleBudget.ENTRY * count);
  }

  Object peek() {
    requireDepth(1);
    return values.getLast();
  }

  /** Takes the topmost values off, in the order in which they were pushed. */
  List<Object> pop(int count) {
    requireDepth(count);
    return cut(values.size() - count);
  }

  /** Takes off what was pushed since the last mark, and the mark. */
  ArrayList<Object> popToMark() {
    if (marks.isEmpty()) {
      throw in.error("wanted a mark on the stack, got none; the file is damaged");
    }
    return cut(marks.removeLast());
  }

  private ArrayList<Object> cut(int start) {
    budget.charge(PickleBudget.CONTAINER);
    List<Object> top = values.subList(start, values.size());
    chargeReferences(top.size());
    ArrayList<Object> copy = new ArrayList<>(top);
    top.clear();
    return copy;
  }

  void mark() {
    budget.charge(PickleBudget.SCALAR);
    marks.add(values.size());
  }

  /** Takes off a value, or a mark if that is on top. */
  void discard() {
    if (!marks.isEmpty() && marks.getLast() == values.size()) {
      marks.removeLast();
    } else {
      requireDepth(1);
      values.removeLast();
    }
  }

  void put(long number) {
    budget.charge(PickleBudget.ENTRY);
    memo.put(number, peek());
  }

  void memoize() {
    put(memo.size());
  }

  void get(long number) {
    Object value = memo.get(number);
    if (value == null && !memo.containsKey(number)) {
      throw in.error("refers to value " + number + ", which was never stored");
    }
    push(value);
  }

  /** The one value that a whole pickle leaves. */
  Object result() {
    if (values.size() != 1 || !marks.isEmpty()) {
      throw in.error(
          "the pickle ends with %d values on its stack, wanted 1".formatted(values.size()));
    }
    return values.getFirst();
  }

  private void requireDepth(int count) {
    int bottom = marks.isEmpty() ? 0 : marks.getLast();
    if (values.size() - bottom < count) {
      throw in.error(
          "wanted %d values on the stack, got %d; the file is damaged"
              .formatted(count, values.size() - bottom));
    }
  }
}
