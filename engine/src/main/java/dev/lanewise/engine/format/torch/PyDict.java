package dev.lanewise.engine.format.torch;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** A dictionary of a pickle, in the order of insertion. Two are equal only if they are the same. */
final class PyDict {
  private final Map<Object, Object> entries = new LinkedHashMap<>();

  /** Returns false if such a key cannot be: only scalars and tuples have a hash in Python. */
  static boolean canBeKey(Object key) {
    return key == null
        || key instanceof String
        || key instanceof Long
        || key instanceof BigInteger
        || key instanceof Double
        || key instanceof Boolean
        || key instanceof PyTuple
        || key instanceof byte[]
        || key instanceof AllowedGlobal;
  }

  void put(Object key, Object value) {
    entries.put(key, value);
  }

  Object get(String key) {
    return entries.get(key);
  }

  Map<Object, Object> entries() {
    return entries;
  }
}
