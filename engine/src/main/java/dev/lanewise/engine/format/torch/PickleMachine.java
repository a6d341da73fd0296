package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ByteCursor;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one pickle: a sequence of one-byte instructions with arguments, which push Python values on
 * a stack and combine them.
 *
 * <p>Values are {@code null} for None, {@link Boolean}, {@link Long} or {@link
 * java.math.BigInteger}, {@link Double}, {@link String}, {@code byte[]}, {@link PyTuple}, {@link
 * PyDict}, {@link ArrayList} for lists and sets, {@link Storage}, {@link StridedTensor}, and {@link
 * AllowedGlobal} for what a pickle names. Nothing else can come into being.
 *
 * <p>The instructions are those of CPython's {@code Lib/pickle.py}, protocols 0 to 5.
 */
final class PickleMachine {
  private static final int MAX_PROTOCOL = 5;
  private static final int MAX_NAME_BYTES = 1 << 10;

  /** What turns the identity of a storage into the storage. */
  @FunctionalInterface
  interface Storages {
    /**
     * Returns the storage.
     *
     * @throws dev.lanewise.engine.LanewiseException if there is no such
     */
    Storage find(PyTuple identity);
  }

  private final ByteCursor in;
  private final Storages storages;
  private final PickleStack stack;
  private final PickleScalars scalars;
  private final PickleCalls calls;

  private PickleMachine(ByteCursor in, Storages storages) {
    PickleBudget budget = new PickleBudget(in);
    this.in = in;
    this.storages = storages;
    this.stack = new PickleStack(in, budget);
    this.scalars = new PickleScalars(in, budget);
    this.calls = new PickleCalls(in, budget);
  }

  /**
   * Runs the pickle at the cursor, which then stands behind it.
   *
   * @return what it leaves
   * @throws ModelFormatException if it is damaged, exceeds a limit or names what is not allowed
   */
  static Object run(ByteCursor in, Storages storages) {
    return new PickleMachine(in, storages).run();
  }

  private Object run() {
    while (true) {
      int instruction = in.u8();
      if (instruction == '.') {
        return stack.result();
      }
      Object scalar = scalars.read(instruction);
      if (scalar != PickleScalars.NONE_SUCH) {
        stack.pushScalar(scalar);
      } else if (!runStack(instruction) && !runContainer(instruction) && !runName(instruction)) {
        throw in.error(
            "0x%02x is no pickle instruction; the file is damaged".formatted(instruction));
      }
    }
  }

  private boolean runStack(int instruction) {
    switch (instruction) {
      case 0x80 -> requireProtocol(in.u8());
      case 0x95 -> in.i64(); // the length of a frame, which is of use to streams only
      case '(' -> stack.mark();
      case '0' -> stack.discard();
      case '1' -> stack.popToMark();
      case '2' -> stack.push(stack.peek());
      case 'g' -> stack.get(scalars.decimal());
      case 'h' -> stack.get(in.u8());
      case 'j' -> stack.get(in.u32());
      case 'p' -> stack.put(scalars.decimal());
      case 'q' -> stack.put(in.u8());
      case 'r' -> stack.put(in.u32());
      case 0x94 -> stack.memoize();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean runContainer(int instruction) {
    switch (instruction) {
      case ')' -> stack.push(PyTuple.EMPTY);
      case 't' -> stack.push(new PyTuple(stack.popToMark()));
      case 0x85 -> stack.push(new PyTuple(stack.pop(1)));
      case 0x86 -> stack.push(new PyTuple(stack.pop(2)));
      case 0x87 -> stack.push(new PyTuple(stack.pop(3)));
      case ']', 0x8f -> stack.pushContainer(new ArrayList<>());
      case 'l', 0x91 -> stack.push(stack.popToMark());
      case 'a' -> append(stack.pop(1));
      case 'e', 0x90 -> append(stack.popToMark());
      case '}' -> stack.pushContainer(new PyDict());
      case 'd' -> {
        List<Object> items = stack.popToMark();
        stack.pushContainer(new PyDict());
        setItems(items);
      }
      case 's' -> setItems(stack.pop(2));
      case 'u' -> setItems(stack.popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean runName(int instruction) {
    switch (instruction) {
      case 'c' -> stack.push(calls.global(line(), line()));
      case 0x93 -> {
        List<Object> names = stack.pop(2);
        if (!(names.get(0) instanceof String module && names.get(1) instanceof String name)) {
          throw in.error("wanted two strings that name something, got other values");
        }
        stack.push(calls.global(module, name));
      }
      case 'R' -> {
        List<Object> call = stack.pop(2);
        stack.push(calls.call(call.get(0), call.get(1)));
      }
      case 'b' -> {
        Object state = stack.pop(1).getFirst();
        calls.requireState(stack.peek(), state);
      }
      case 'Q' -> stack.push(storage(stack.pop(1).getFirst()));
      case 'i' -> throw calls.refuseObject(List.of(calls.global(line(), line())));
      case 'o' -> throw calls.refuseObject(stack.popToMark());
      case 0x81 -> throw calls.refuseObject(stack.pop(2));
      case 0x92 -> throw calls.refuseObject(stack.pop(3));
      case 0x82, 0x83, 0x84 ->
          throw in.error("names an object by a registered number, which only its writer knows");
      case 'P' -> throw in.error("refers to storage by a line of text; wanted a tuple");
      case 0x97, 0x98 -> throw in.error("refers to a buffer outside of the file");
      default -> {
        return false;
      }
    }
    return true;
  }

  private String line() {
    return scalars.text(in.line(MAX_NAME_BYTES));
  }

  private void requireProtocol(int protocol) {
    if (protocol > MAX_PROTOCOL) {
      throw in.error("wanted pickle protocol 0 to %d, got %d".formatted(MAX_PROTOCOL, protocol));
    }
  }

  @SuppressWarnings("unchecked") // lists and sets are the only ArrayLists on the stack
  private void append(List<Object> items) {
    if (!(stack.peek() instanceof ArrayList<?> list)) {
      throw in.error("wanted a list to append to, got " + PickleCalls.kind(stack.peek()));
    }
    stack.chargeReferences(items.size());
    ((ArrayList<Object>) list).addAll(items);
  }

  private void setItems(List<Object> items) {
    if (!(stack.peek() instanceof PyDict dict)) {
      throw in.error("wanted a dictionary to fill, got " + PickleCalls.kind(stack.peek()));
    }
    if (items.size() % 2 != 0) {
      throw in.error("a dictionary with a key that has no value");
    }
    stack.chargeEntries(items.size() / 2);
    for (int i = 0; i < items.size(); i += 2) {
      if (!PyDict.canBeKey(items.get(i))) {
        throw in.error("a dictionary with " + PickleCalls.kind(items.get(i)) + " as a key");
      }
      dict.put(items.get(i), items.get(i + 1));
    }
  }

  private Storage storage(Object identity) {
    if (identity instanceof PyTuple tuple && tuple.size() > 0) {
      return calls.located(() -> storages.find(tuple));
    }
    throw in.error("wanted a tuple that identifies a storage, got " + PickleCalls.kind(identity));
  }
}
