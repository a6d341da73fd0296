package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ByteCursor;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.zip.ZipArchive;
import dev.lanewise.engine.format.zip.ZipMember;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the zip form of a checkpoint. */
final class ZipCheckpoint {
  private static final String PICKLE = "data.pkl";
  private static final int MAX_PICKLE_BYTES = 64 << 20;

  private final ZipArchive archive;
  private final String path;
  private final String folder;
  private final Arena arena;
  private final Map<String, MemorySegment> storages = new HashMap<>();

  private ZipCheckpoint(ZipArchive archive, String path, String folder, Arena arena) {
    this.archive = archive;
    this.path = path;
    this.folder = folder;
    this.arena = arena;
  }

  /**
   * Reads a checkpoint.
   *
   * @param file all bytes of the archive, which the storages are views of
   * @param arena what compressed storages are unpacked to
   */
  static Checkpoint read(MemorySegment file, String path, Arena arena) {
    ZipArchive archive = ZipArchive.of(file, path);
    String folder = folder(archive, path);
    return new ZipCheckpoint(archive, path, folder, arena).read();
  }

  /** The folder of the archive that holds everything: the name that the file had at first. */
  private static String folder(ZipArchive archive, String path) {
    List<String> pickles =
        archive.members().keySet().stream()
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .toList();
    if (pickles.size() != 1) {
      throw new ModelFormatException(
          "%s: wanted one data.pkl, as torch.save puts into its zip archives, got %d"
              .formatted(path, pickles.size()));
    }
    String name = pickles.getFirst();
    return name.substring(0, name.length() - PICKLE.length());
  }

  private Checkpoint read() {
    requireLittleEndian();
    ZipMember member = archive.members().get(folder + PICKLE);
    if (member.size() > MAX_PICKLE_BYTES) {
      throw new ModelFormatException(
          "%s: data.pkl: wanted at most %d bytes, got %d"
              .formatted(path, MAX_PICKLE_BYTES, member.size()));
    }
    MemorySegment pickle = archive.content(member, arena);
    archive.verify(member, pickle);
    ByteCursor in = new ByteCursor(pickle, 0, path + ": data.pkl");
    Object root = PickleMachine.run(in, this::find);
    return new Checkpoint(root, storages);
  }

  private void requireLittleEndian() {
    ZipMember member = archive.members().get(folder + "byteorder");
    if (member == null) { // before PyTorch 2.1
      return;
    }
    MemorySegment content = archive.content(member, arena);
    byte[] bytes =
        content.asSlice(0, Math.min(64, content.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    String order = new String(bytes, StandardCharsets.UTF_8).strip();
    if (!order.equals("little")) {
      throw new ModelFormatException(
          "%s: byte order %s is not supported, only little; save it on another machine"
              .formatted(path, ErrorText.quote(order)));
    }
  }

  private Storage find(PyTuple identity) {
    Storage storage = StorageIdentity.parse(identity);
    ZipMember member = archive.members().get(folder + "data/" + storage.key());
    if (member == null) {
      throw new LanewiseException(
          "the archive has no storage " + ErrorText.quote(folder + "data/" + storage.key()));
    }
    long wanted = storage.count() * storage.elementBytes();
    if (member.size() != wanted) {
      throw new LanewiseException(
          "storage %s: wanted %d bytes for %d elements of %s, got %d"
              .formatted(
                  ErrorText.quote(storage.key()),
                  wanted,
                  storage.count(),
                  storage.dtype(),
                  member.size()));
    }
    storages.computeIfAbsent(storage.key(), _ -> archive.content(member, arena));
    return storage;
  }
}
