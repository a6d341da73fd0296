package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.format.FileKind;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.InputFile;
import dev.lanewise.engine.tensor.StridedCopy;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.FileWeights;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state dictionary of a PyTorch checkpoint, mapped into memory read-only.
 *
 * <p>Opening interprets the pickle and checks everything but the numbers themselves. {@link #get}
 * returns a view of the file where the tensor is contiguous in its storage, else a row-major copy
 * that is made once.
 */
public final class TorchFile extends FileWeights {
  private static final long COPIED_BYTES = 64 << 20;
  private static final long COPIED_RATIO = 8;

  private final Arena arena;
  private final SequencedMap<String, StridedTensor> tensors;
  private final Map<String, MemorySegment> storages;
  private final Map<String, Tensor> copies = new ConcurrentHashMap<>();

  private TorchFile(
      String path,
      Arena arena,
      SequencedMap<String, StridedTensor> tensors,
      Map<String, MemorySegment> storages) {
    super(path, arena);
    this.arena = arena;
    this.tensors = Collections.unmodifiableSequencedMap(tensors);
    this.storages = storages;
  }

  /**
   * Opens a checkpoint of either form.
   *
   * @return the open file, to be closed by the caller
   * @throws ModelFormatException if the file is no checkpoint, is damaged, exceeds a limit, or
   *     names anything but tensors, containers and scalars
   * @throws IOException if the file cannot be read
   */
  public static TorchFile open(Path path) throws IOException {
    try (InputFile file = InputFile.open(path, "a PyTorch checkpoint")) {
      String name = path.toString();
      FileKind kind =
          FileKind.detect(file.read(0, (int) Math.min(FileKind.HEAD_BYTES, file.size())));
      boolean zip = kind == FileKind.TORCH_ZIP || kind == FileKind.ZIP;
      if (!zip && kind != FileKind.PICKLE) {
        throw new ModelFormatException(
            "%s: wanted a PyTorch checkpoint, got %s; %s"
                .formatted(name, kind.description(), kind.cure()));
      }
      Arena arena = Arena.ofShared();
      try {
        MemorySegment bytes = file.map(arena);
        Checkpoint checkpoint =
            zip ? ZipCheckpoint.read(bytes, name, arena) : LegacyCheckpoint.read(bytes, name);
        SequencedMap<String, StridedTensor> tensors = StateDictionary.find(checkpoint.root(), name);
        requireFewCopies(tensors, bytes.byteSize(), name);
        return new TorchFile(name, arena, tensors, checkpoint.storages());
      } catch (Throwable e) {
        arena.close();
        throw e;
      }
    }
  }

  /** An expanded tensor may claim to be of any size without a byte in the file. */
  private static void requireFewCopies(
      SequencedMap<String, StridedTensor> tensors, long fileBytes, String path) {
    long limit = COPIED_BYTES + COPIED_RATIO * fileBytes;
    long left = limit;
    for (var entry : tensors.entrySet()) {
      StridedTensor tensor = entry.getValue();
      if (!tensor.isContiguous()) {
        if (tensor.byteSize() > left) {
          throw new ModelFormatException(
              "%s: tensors that are not contiguous take more than %d bytes, the limit for a file"
                      .formatted(path, limit)
                  + " of this size; in Python, save them with .contiguous()");
        }
        left -= tensor.byteSize();
      }
    }
  }

  /** Returns the names of all tensors, in the order of the state dictionary. */
  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  protected Tensor tensor(String name) {
    StridedTensor tensor = tensors.get(name);
    if (!tensor.isContiguous()) {
      return copies.computeIfAbsent(name, _ -> copy(tensor));
    }
    MemorySegment storage = storages.get(tensor.storage().key());
    MemorySegment data = storage.asSlice(tensor.offset(), tensor.byteSize());
    return new Tensor(tensor.dtype(), tensor.shape(), data.asReadOnly());
  }

  private Tensor copy(StridedTensor tensor) {
    Tensor dense = Tensor.allocate(tensor.dtype(), tensor.shape(), arena);
    MemorySegment from = storages.get(tensor.storage().key()).asSlice(tensor.offset());
    StridedCopy.toRowMajor(
        from,
        tensor.strides().stream().mapToLong(Long::longValue).toArray(),
        tensor.shape(),
        tensor.dtype().byteSize(),
        dense.data());
    return new Tensor(tensor.dtype(), tensor.shape(), dense.data().asReadOnly());
  }
}
