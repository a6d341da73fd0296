package dev.lanewise.engine.lifetime;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses a resource, and frees it when the last one lets go. Thread-safe. */
public final class Holders {
  private final AtomicInteger count = new AtomicInteger(1);
  private final Runnable free;

  /**
   * Begins with one holder.
   *
   * @param free is run once, by the thread that lets go last
   */
  public Holders(Runnable free) {
    this.free = free;
  }

  /** Adds a holder, unless the resource is already freed; returns whether it was added. */
  public boolean hold() {
    return count.getAndUpdate(holders -> holders == 0 ? 0 : holders + 1) > 0;
  }

  /** Removes a holder; each must do so once. */
  public void release() {
    if (count.decrementAndGet() == 0) {
      free.run();
    }
  }
}
