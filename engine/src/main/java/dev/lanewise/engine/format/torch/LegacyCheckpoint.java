package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ByteCursor;
import dev.lanewise.engine.format.io.ErrorText;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the form of a checkpoint that PyTorch wrote before 1.6. */
final class LegacyCheckpoint {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long VERSION = 1001L;

  private final MemorySegment file;
  private final String path;
  private final Map<String, Storage> wanted = new HashMap<>();

  private LegacyCheckpoint(MemorySegment file, String path) {
    this.file = file;
    this.path = path;
  }

  /**
   * Reads a checkpoint.
   *
   * @param file all bytes, which the storages are views of
   */
  static Checkpoint read(MemorySegment file, String path) {
    return new LegacyCheckpoint(file, path).read();
  }

  private Checkpoint read() {
    ByteCursor in = new ByteCursor(file, 0, path + ": pickle");
    requireMagic(plain(in));
    Object version = plain(in);
    if (!VERSION.equals(version)) {
      throw error("wanted version 1001 of the legacy format, got " + text(version));
    }
    boolean little =
        plain(in) instanceof PyDict machine && Boolean.TRUE.equals(machine.get("little_endian"));
    if (!little) {
      throw error(
          "wanted little-endian numbers, the file does not say so; save it on another machine");
    }
    Object root = PickleMachine.run(in, this::find);
    return new Checkpoint(root, storages(in, keys(plain(in))));
  }

  private static Object plain(ByteCursor in) {
    return PickleMachine.run(
        in,
        identity -> {
          throw new LanewiseException("wanted no storage here");
        });
  }

  private void requireMagic(Object magic) {
    if (!MAGIC.equals(magic)) {
      throw error(
          "wanted a PyTorch checkpoint, which begins with the magic number 0x%s, got %s; %s"
              .formatted(MAGIC.toString(16), text(magic), FileKind.UNKNOWN.cure()));
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case BigInteger big -> "0x" + big.toString(16);
      case Long number -> number.toString();
      case null, default -> PickleCalls.kind(value);
    };
  }

  private Storage find(PyTuple identity) {
    Storage storage = StorageIdentity.parse(identity);
    Storage first = wanted.putIfAbsent(storage.key(), storage);
    boolean same =
        first == null || first.dtype() == storage.dtype() && first.count() == storage.count();
    if (!same) {
      throw new LanewiseException(
          "storage %s: %d elements of %s here and %d of %s before"
              .formatted(
                  ErrorText.quote(storage.key()),
                  storage.count(),
                  storage.dtype(),
                  first.count(),
                  first.dtype()));
    }
    return storage;
  }

  private List<String> keys(Object list) {
    List<String> keys = new ArrayList<>();
    if (!(list instanceof ArrayList<?> items)) {
      throw error("wanted a list of storage keys, got " + PickleCalls.kind(list));
    }
    for (Object item : items) {
      if (!(item instanceof String key)) {
        throw error("wanted storage keys to be strings, got " + PickleCalls.kind(item));
      }
      keys.add(key);
    }
    return keys;
  }

  private Map<String, MemorySegment> storages(ByteCursor in, List<String> keys) {
    Map<String, MemorySegment> storages = new HashMap<>();
    long position = in.position();
    for (String key : keys) {
      Storage storage = wanted.get(key);
      if (storage == null) {
        throw error(
            "no tensor uses the storage " + ErrorText.quote(key) + ", so its size is unknown");
      }
      String where = path + ": storage " + ErrorText.quote(key);
      ByteCursor data = new ByteCursor(file, position, where);
      long count = data.i64();
      if (count != storage.count()) {
        throw data.error("wanted %d elements, got %d".formatted(storage.count(), count));
      }
      if (storages.put(key, data.slice(count * storage.elementBytes())) != null) {
        throw data.error("comes for the second time");
      }
      position = data.position();
    }
    for (String key : wanted.keySet()) {
      if (!storages.containsKey(key)) {
        throw error("a tensor lies in storage " + ErrorText.quote(key) + ", which the file lacks");
      }
    }
    return storages;
  }

  private ModelFormatException error(String problem) {
    return new ModelFormatException(path + ": " + problem);
  }
}
