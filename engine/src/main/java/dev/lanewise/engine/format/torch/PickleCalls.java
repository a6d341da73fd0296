package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ByteCursor;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The instructions of a pickle that name, call and fill; all else than the allowed is refused. */
final class PickleCalls {
  private static final String CURE =
      "; in Python, save the state dictionary alone: torch.save(model.state_dict(), 'weights.pt')";

  private final ByteCursor in;
  private final PickleBudget budget;

  PickleCalls(ByteCursor in, PickleBudget budget) {
    this.in = in;
    this.budget = budget;
  }

  /** What a module calls by this name. */
  AllowedGlobal global(String module, String name) {
    String full = module + "." + name;
    AllowedGlobal global = AllowedGlobals.find(full);
    if (global == null) {
      throw in.error(refusal(module, full));
    }
    return global;
  }

  private static String refusal(String module, String full) {
    String quoted = ErrorText.quote(full);
    if (module.startsWith("torch.nn.modules.") || module.startsWith("torchvision.")) {
      return "holds a whole network (of class " + quoted + "), which only Python can build" + CURE;
    }
    if (module.startsWith("__torch__")) {
      return "holds a TorchScript program (class " + quoted + ")" + CURE;
    }
    if (module.startsWith("torch") && full.endsWith("Storage")) {
      return "holds elements of type %s, which are not supported, only %s; convert them"
          .formatted(quoted, DType.allNames());
    }
    return "names "
        + quoted
        + ", which could run code, so it is refused: only tensors, containers and numbers are built"
        + CURE;
  }

  /** The value of a call. */
  Object call(Object function, Object arguments) {
    if (!(function instanceof AllowedGlobal.Function callee)) {
      throw in.error("calls " + kind(function) + ", which is refused" + CURE);
    }
    if (!(arguments instanceof PyTuple tuple)) {
      throw in.error("calls " + callee.name() + " with " + kind(arguments) + ", wanted a tuple");
    }
    budget.charge(PickleBudget.CONTAINER);
    return located(
        callee.name() + ": ", () -> callee.body().call(new PickleArguments(tuple, budget)));
  }

  /** Checks that a value may be given attributes, which are then forgotten. */
  void requireState(Object value, Object state) {
    // State dictionaries carry the versions of their modules as an attribute.
    boolean attributes = value instanceof PyDict && state instanceof PyDict;
    if (!attributes && value != AllowedGlobals.NUMPY_TYPE) {
      throw in.error("sets the state of " + kind(value) + ", which is refused" + CURE);
    }
  }

  /** The refusal of creating an object of a class, the first of the operands. */
  ModelFormatException refuseObject(List<Object> operands) {
    String name = operands.isEmpty() ? "nothing" : kind(operands.getFirst());
    return in.error("creates an object of " + name + ", which is refused" + CURE);
  }

  /** Runs a step whose failure becomes one of the file at this place. */
  <T> T located(Supplier<T> step) {
    return located("", step);
  }

  private <T> T located(String prefix, Supplier<T> step) {
    try {
      return step.get();
    } catch (ModelFormatException e) {
      throw e;
    } catch (LanewiseException e) {
      ModelFormatException located = in.error(prefix + e.getMessage());
      located.initCause(e);
      throw located;
    }
  }

  /** What a value is, for error messages. */
  static String kind(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean _ -> "a truth value";
      case Number _ -> "a number";
      case String _ -> "a string";
      case byte[] _ -> "bytes";
      case PyTuple _ -> "a tuple";
      case PyDict _ -> "a dictionary";
      case ArrayList<?> _ -> "a list";
      case Storage _ -> "a storage";
      case StridedTensor _ -> "a tensor";
      case AllowedGlobal global -> global.name();
      default -> throw new IllegalStateException(value.getClass().getName());
    };
  }
}
