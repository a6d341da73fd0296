package dev.lanewise.engine.lifetime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Frees what an object owns when the object is closed, or when it is garbage because nobody closed
 * it; the latter is said in the log.
 */
public final class Forgotten implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Forgotten.class.getName());
  private static final Cleaner CLEANER =
      Cleaner.create(
          task -> {
            Thread thread = new Thread(null, task, "lanewise-cleaner", 0, false);
            thread.setDaemon(true);
            return thread;
          });

  private final Freeing freeing;
  private final Cleaner.Cleanable cleanable;

  private Forgotten(Object owner, Freeing freeing) {
    this.freeing = freeing;
    this.cleanable = CLEANER.register(owner, freeing);
  }

  /**
   * Watches an object.
   *
   * @param name of the object, for the log
   * @param free frees what it owns; must not refer to the object itself
   */
  public static Forgotten watch(Object owner, String name, Runnable free) {
    return new Forgotten(owner, new Freeing(name, free));
  }

  /** Frees, if that is not done yet. */
  @Override
  public void close() {
    freeing.isClosed.set(true);
    cleanable.clean();
  }

  private record Freeing(String name, Runnable free, AtomicBoolean isClosed) implements Runnable {
    Freeing(String name, Runnable free) {
      this(name, free, new AtomicBoolean());
    }

    @Override
    public void run() {
      if (!isClosed.get()) {
        LOG.log(Level.WARNING, "{0} was never closed; its memory is freed only now", name);
      }
      free.run();
    }
  }
}
