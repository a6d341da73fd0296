package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.io.ErrorText;

/**
 * Understands the tuple that stands for a storage in a pickle: the word {@code storage}, the class,
 * the key, the device, the number of elements; in legacy files also {@code None}, or key, first
 * element and length of a view.
 */
final class StorageIdentity {
  private StorageIdentity() {}

  /**
   * Returns the storage.
   *
   * @throws LanewiseException if the tuple is not as it should be
   */
  static Storage parse(PyTuple identity) {
    Object kind = identity.get(0);
    if ("module".equals(kind)) {
      throw new LanewiseException(
          "holds the source of a whole network, which only Python can build; save its state"
              + " dictionary: torch.save(model.state_dict(), 'weights.pt')");
    }
    boolean valid =
        "storage".equals(kind)
            && (identity.size() == 5 || identity.size() == 6)
            && identity.get(1) instanceof AllowedGlobal.StorageType
            && identity.get(2) instanceof String
            && identity.get(4) instanceof Long;
    if (!valid) {
      throw new LanewiseException(
          "wanted ('storage', class, key, device, count) to identify a storage");
    }
    var type = (AllowedGlobal.StorageType) identity.get(1);
    String key = (String) identity.get(2);
    long count = (Long) identity.get(4);
    if (count < 0 || count > Long.MAX_VALUE / type.dtype().byteSize()) {
      throw new LanewiseException(
          "storage %s: wanted a number of elements, got %d".formatted(ErrorText.quote(key), count));
    }
    Storage whole = new Storage(key, type.dtype(), count, 0, count);
    return identity.size() == 5 || identity.get(5) == null ? whole : view(whole, identity.get(5));
  }

  private static Storage view(Storage whole, Object metadata) {
    if (metadata instanceof PyTuple view
        && view.size() == 3
        && view.get(1) instanceof Long begin
        && view.get(2) instanceof Long length
        && begin >= 0
        && length >= 0
        && length <= whole.count() - begin) {
      return new Storage(whole.key(), whole.dtype(), whole.count(), begin, length);
    }
    throw new LanewiseException(
        "storage %s: wanted a view (key, begin, length) within its %d elements, got another"
            .formatted(ErrorText.quote(whole.key()), whole.count()));
  }
}
