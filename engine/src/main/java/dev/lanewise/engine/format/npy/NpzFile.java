package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.format.zip.ZipArchive;
import dev.lanewise.engine.format.zip.ZipMember;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.FileWeights;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/**
 * NumPy's .npz archive, mapped into memory read-only: arrays by name.
 *
 * <p>Arrays that are stored, little-endian and row-major are views of the file; others are unpacked
 * and reordered into native memory on opening.
 */
public final class NpzFile extends FileWeights {
  private static final String SUFFIX = ".npy";

  private final SequencedMap<String, Tensor> tensors;

  private NpzFile(String path, Arena arena, SequencedMap<String, Tensor> tensors) {
    super(path, arena);
    this.tensors = Collections.unmodifiableSequencedMap(tensors);
  }

  /**
   * Opens an archive and checks every array but for the checksums of stored ones.
   *
   * @return the open file, to be closed by the caller
   * @throws ModelFormatException if the file is no archive of arrays of numbers, is damaged, or
   *     exceeds a limit
   * @throws IOException if the file cannot be read
   */
  public static NpzFile open(Path path) throws IOException {
    try (InputFile file = InputFile.open(path, "an .npz file")) {
      String name = path.toString();
      FileKind kind =
          FileKind.detect(file.read(0, (int) Math.min(FileKind.HEAD_BYTES, file.size())));
      if (kind != FileKind.NPZ && kind != FileKind.ZIP) {
        throw new ModelFormatException(
            "%s: wanted an .npz file, got %s; save the arrays with numpy.savez"
                .formatted(name, kind.description()));
      }
      Arena arena = Arena.ofShared();
      try {
        return new NpzFile(name, arena, tensors(file.map(arena), name, arena));
      } catch (Throwable e) {
        arena.close();
        throw e;
      }
    }
  }

  private static SequencedMap<String, Tensor> tensors(MemorySegment file, String path, Arena arena)
      throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    ZipArchive archive = ZipArchive.of(file, path);
    for (ZipMember member : archive.members().values()) {
      String where = path + ": member " + ErrorText.quote(member.name());
      if (!member.name().endsWith(SUFFIX)) {
        throw new ModelFormatException(
            where + ": wanted .npy files alone; save the arrays with numpy.savez");
      }
      String name = member.name().substring(0, member.name().length() - SUFFIX.length());
      tensors.put(name, tensor(archive.content(member, arena), !member.deflated(), where, arena));
    }
    return tensors;
  }

  private static Tensor tensor(MemorySegment npy, boolean mapped, String where, Arena arena)
      throws IOException {
    NpyPrefix prefix =
        NpyPrefix.parse(
            (position, count) -> npy.asSlice(position, count).toArray(ValueLayout.JAVA_BYTE),
            npy.byteSize(),
            where);
    NpyHeader header = prefix.header();
    MemorySegment data = npy.asSlice(prefix.bytes());
    boolean inOrder = header.order() == ByteOrder.LITTLE_ENDIAN && !header.fortranOrder();
    if (mapped && !inOrder) {
      data = arena.allocate(data.byteSize(), 64).copyFrom(data);
    }
    Tensor tensor = new Tensor(header.dtype(), header.shape(), data);
    if (!inOrder) {
      NpyOrder.toLittleEndianRowMajor(tensor, header.order(), header.fortranOrder());
    }
    return new Tensor(tensor.dtype(), tensor.shape(), data.asReadOnly());
  }

  /** Returns the names of all arrays, in the order of the archive. */
  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  protected Tensor tensor(String name) {
    return tensors.get(name);
  }
}
