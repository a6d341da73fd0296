package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.torch.AllowedGlobal.Body;
import dev.lanewise.engine.format.torch.AllowedGlobal.ElementType;
import dev.lanewise.engine.format.torch.AllowedGlobal.Function;
import dev.lanewise.engine.format.torch.AllowedGlobal.StorageType;
import dev.lanewise.engine.format.torch.AllowedGlobal.Token;
import dev.lanewise.engine.tensor.DType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that a pickle may name: what builds tensors, containers and scalars. */
final class AllowedGlobals {
  /** The values that {@code numpy.dtype} yields; they are not looked into. */
  static final Token NUMPY_TYPE = new Token("a numpy.dtype");

  private static final Token NUMPY_SCALAR = new Token("a NumPy scalar");
  private static final Map<String, AllowedGlobal> ALL = new HashMap<>();

  static {
    addElementTypes();
    addTensorFunctions();
    addContainers();
    addScalars();
  }

  private AllowedGlobals() {}

  /** What has this name, or {@code null} if it is not allowed. */
  static AllowedGlobal find(String name) {
    return ALL.get(name);
  }

  private static void addElementTypes() {
    Map<String, DType> storages =
        Map.ofEntries(
            Map.entry("Bool", DType.BOOL),
            Map.entry("Byte", DType.U8),
            Map.entry("Char", DType.I8),
            Map.entry("Short", DType.I16),
            Map.entry("Int", DType.I32),
            Map.entry("Long", DType.I64),
            Map.entry("Half", DType.F16),
            Map.entry("BFloat16", DType.BF16),
            Map.entry("Float", DType.F32),
            Map.entry("Double", DType.F64));
    storages.forEach(
        (prefix, dtype) -> {
          add(new StorageType("torch." + prefix + "Storage", dtype));
          add(new StorageType("torch.cuda." + prefix + "Storage", dtype));
        });
    add(new StorageType("torch.storage.UntypedStorage", DType.U8));
    add(new StorageType("torch.UntypedStorage", DType.U8));
    Map<DType, List<String>> types =
        Map.ofEntries(
            Map.entry(DType.BOOL, List.of("bool")),
            Map.entry(DType.U8, List.of("uint8")),
            Map.entry(DType.I8, List.of("int8")),
            Map.entry(DType.I16, List.of("int16", "short")),
            Map.entry(DType.U16, List.of("uint16")),
            Map.entry(DType.I32, List.of("int32", "int")),
            Map.entry(DType.U32, List.of("uint32")),
            Map.entry(DType.I64, List.of("int64", "long")),
            Map.entry(DType.U64, List.of("uint64")),
            Map.entry(DType.F16, List.of("float16", "half")),
            Map.entry(DType.BF16, List.of("bfloat16")),
            Map.entry(DType.F32, List.of("float32", "float")),
            Map.entry(DType.F64, List.of("float64", "double")));
    types.forEach(
        (dtype, names) -> names.forEach(name -> add(new ElementType("torch." + name, dtype))));
  }

  private static void addTensorFunctions() {
    // (storage, offset, shape, strides, requires_grad, hooks, dtype from v3 on)
    add("torch._utils._rebuild_tensor", AllowedGlobals::tensor);
    add("torch._utils._rebuild_tensor_v2", AllowedGlobals::tensor);
    add(
        "torch._utils._rebuild_tensor_v3",
        a ->
            StridedTensor.of(a.dtype(6), a.storage(0), a.integer(1), a.integers(2), a.integers(3)));
    // (tensor, requires_grad, hooks, state)
    for (String name :
        List.of(
            "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state",
            "torch.nn.parameter.Parameter",
            "torch.nn.parameter.Buffer")) {
      add(name, a -> a.tensor(0));
    }
    // (function, class, its arguments, state): a tensor of a subclass, or with attributes
    add("torch._tensor._rebuild_from_type_v2", AllowedGlobals::fromType);
    add(new Token("torch.Tensor"));
    add(new Token("torch._tensor.Tensor"));
  }

  private static StridedTensor tensor(PickleArguments a) {
    Storage storage = a.storage(0);
    return StridedTensor.of(storage.dtype(), storage, a.integer(1), a.integers(2), a.integers(3));
  }

  private static Object fromType(PickleArguments a) {
    boolean tensor =
        a.any(1) instanceof AllowedGlobal type
            && (type instanceof Token || type.name().startsWith("torch.nn.parameter."));
    if (!tensor || !(a.any(0) instanceof Function function) || isFromType(function)) {
      throw new LanewiseException("wanted a function that builds a tensor, and its class");
    }
    if (!(a.any(2) instanceof PyTuple arguments)) {
      throw new LanewiseException("wanted a tuple of arguments");
    }
    return function.body().call(new PickleArguments(arguments, a.budget()));
  }

  /** Whether calling it here could go on without end. */
  private static boolean isFromType(Function function) {
    return function.name().equals("torch._tensor._rebuild_from_type_v2");
  }

  private static void addContainers() {
    add("collections.OrderedDict", AllowedGlobals::dictionary);
    add("collections.Counter", AllowedGlobals::dictionary);
    add("collections.defaultdict", a -> newDict(a));
    add("torch.Size", a -> a.count() == 0 ? PyTuple.EMPTY : new PyTuple(copy(a, 0)));
    for (String module : List.of("builtins.", "__builtin__.")) {
      for (String name : List.of("set", "frozenset", "list")) {
        add(module + name, a -> a.count() == 0 ? new ArrayList<>() : copy(a, 0));
      }
      add(module + "dict", a -> newDict(a));
      add(module + "complex", a -> a.values());
      add(module + "bytearray", AllowedGlobals::bytes);
      // What a defaultdict makes its values with.
      for (String name : List.of("int", "float", "str", "bool")) {
        add(new Token(module + name));
      }
    }
  }

  /** An empty dictionary, or one of a list of pairs. */
  private static Object dictionary(PickleArguments a) {
    PyDict dict = newDict(a);
    if (a.count() > 0) {
      for (Object item : a.any(0) instanceof PyDict ? List.of() : a.items(0)) {
        List<?> pair =
            switch (item) {
              case PyTuple tuple -> tuple.items();
              case ArrayList<?> list -> list;
              case null, default -> List.of();
            };
        if (pair.size() != 2 || !PyDict.canBeKey(pair.getFirst())) {
          throw new LanewiseException("wanted a list of keys with values");
        }
        a.budget().charge(PickleBudget.ENTRY);
        dict.put(pair.getFirst(), pair.getLast());
      }
    }
    return dict;
  }

  private static PyDict newDict(PickleArguments a) {
    a.budget().charge(PickleBudget.CONTAINER);
    return new PyDict();
  }

  private static ArrayList<Object> copy(PickleArguments a, int index) {
    return new ArrayList<>(a.items(index));
  }

  private static void addScalars() {
    add("_codecs.encode", AllowedGlobals::bytes);
    add("torch.device", a -> a.text(0));
    for (String module : List.of("numpy.core.multiarray.", "numpy._core.multiarray.")) {
      add(module + "scalar", a -> NUMPY_SCALAR);
    }
    add("numpy.dtype", a -> NUMPY_TYPE);
  }

  /** Protocols below 3 write bytes as a string of Latin-1. */
  private static Object bytes(PickleArguments a) {
    if (a.count() == 0) {
      return new byte[0];
    }
    if (a.any(0) instanceof byte[] bytes) {
      return bytes;
    }
    String text = a.text(0);
    a.budget().charge(text.length());
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void add(String name, Body body) {
    add(new Function(name, body));
  }

  private static void add(AllowedGlobal global) {
    ALL.put(global.name(), global);
  }
}
