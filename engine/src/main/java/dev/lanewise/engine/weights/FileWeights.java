package dev.lanewise.engine.weights;

import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.Arena;

/**
 * The content of one file, in memory that an arena holds until {@link #close}.
 *
 * <p>Safe for any number of threads; closing while another thread reads throws an {@link
 * IllegalStateException} in one of the two.
 */
public abstract class FileWeights implements WeightSource {
  private final String path;
  private final Arena arena;

  /**
   * Creates the source of an open file.
   *
   * @param path what error messages call the file
   * @param arena holds its content; taken over, and shared, so that any thread may read and close
   */
  protected FileWeights(String path, Arena arena) {
    this.path = path;
    this.arena = arena;
  }

  /** The tensor of one of the {@link #names}, while the file is open. */
  protected abstract Tensor tensor(String name);

  @Override
  public final Tensor get(String name) {
    if (!names().contains(name)) {
      throw new MissingTensorException(this, name);
    }
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException(path + " is closed");
    }
    return tensor(name);
  }

  @Override
  public final String describe() {
    return path;
  }

  @Override
  public final void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
