package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a call in a pickle, with their checks. */
record PickleArguments(PyTuple values, PickleBudget budget) {
  int count() {
    return values.size();
  }

  /** An argument of any kind; {@code null} is None. */
  Object any(int index) {
    if (index >= values.size()) {
      throw new LanewiseException(
          "wanted %d arguments or more, got %d".formatted(index + 1, values.size()));
    }
    return values.get(index);
  }

  Storage storage(int index) {
    return any(index) instanceof Storage storage ? storage : fail(index, "a storage");
  }

  StridedTensor tensor(int index) {
    return any(index) instanceof StridedTensor tensor ? tensor : fail(index, "a tensor");
  }

  long integer(int index) {
    return any(index) instanceof Long number ? number : fail(index, "an integer");
  }

  String text(int index) {
    return any(index) instanceof String text ? text : fail(index, "a string");
  }

  DType dtype(int index) {
    return any(index) instanceof AllowedGlobal.ElementType type
        ? type.dtype()
        : fail(index, "a type of elements");
  }

  /** A tuple of integers, such as a shape. */
  List<Long> integers(int index) {
    List<Long> integers = new ArrayList<>();
    for (Object item : items(index)) {
      integers.add(item instanceof Long number ? number : fail(index, "integers"));
    }
    return integers;
  }

  /** The items of a tuple, list or set. */
  List<?> items(int index) {
    List<?> items =
        switch (any(index)) {
          case PyTuple tuple -> tuple.items();
          case ArrayList<?> list -> list;
          case null, default -> fail(index, "a tuple");
        };
    budget.charge((long) (PickleBudget.SCALAR + 2 * PickleBudget.REFERENCE) * items.size());
    return items;
  }

  private <T> T fail(int index, String wanted) {
    throw new LanewiseException(
        "argument %d: wanted %s, got %s".formatted(index, wanted, PickleCalls.kind(any(index))));
  }
}
