package dev.lanewise.app.classify;

import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;

/**
 * Decodes and fits pictures, always one ahead of the one that is asked for, in a thread of its own:
 * the first while the network is still being prepared.
 *
 * <p>For one thread. Whatever goes wrong with a picture comes back as its failure.
 */
public final class PictureReader implements Iterator<Picture> {
  private final Iterator<PictureSource> sources;
  private final UnaryOperator<RgbImage> fit;
  private FutureTask<Picture> ahead;

  /**
   * Begins to read the first picture.
   *
   * @param fit makes a picture as large as the network wants it
   */
  public PictureReader(List<PictureSource> sources, UnaryOperator<RgbImage> fit) {
    this.sources = sources.iterator();
    this.fit = fit;
    readAhead();
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public Picture next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    try {
      return ahead.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      readAhead();
    }
  }

  private void readAhead() {
    ahead = null;
    if (sources.hasNext()) {
      PictureSource source = sources.next();
      ahead = new FutureTask<>(() -> read(source));
      Thread.ofPlatform().daemon().name("lanewise-pictures").start(ahead);
    }
  }

  private Picture read(PictureSource source) {
    long start = System.nanoTime();
    try {
      RgbImage image = source.read();
      RgbImage fitted = fit.apply(image);
      long nanos = System.nanoTime() - start;
      return new Picture(source.name(), image.width(), image.height(), fitted, nanos, null);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return Picture.failed(source.name(), e);
    }
  }
}
