package dev.lanewise.app.eval;

import dev.lanewise.models.Classifier;
import dev.lanewise.models.data.Dataset;
import dev.lanewise.models.data.Sample;
import dev.lanewise.models.data.Tally;
import dev.lanewise.models.image.RgbImage;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Runs a network over a dataset, one picture in each thread.
 *
 * <p>Each thread has a session of its own, in which one thread computes: for many pictures that is
 * faster than all threads at one picture, and the answers are the same bits.
 */
public final class Evaluation {
  /** Is told what happens, in the order of the dataset, in the thread that runs. */
  public interface Listener {
    /** A picture is done. */
    void done(int count, Sample sample);

    /** A picture could not be read or classified. */
    void failed(Sample sample, Throwable why);
  }

  private static final int AHEAD_PER_THREAD = 4;

  private final Dataset dataset;
  private final UnaryOperator<RgbImage> fit;
  private final int threads;

  /**
   * @param fit makes a picture as large as the network wants it
   * @param threads how many pictures are computed at once
   */
  public Evaluation(Dataset dataset, UnaryOperator<RgbImage> fit, int threads) {
    this.dataset = dataset;
    this.fit = fit;
    this.threads = threads;
  }

  /**
   * Classifies every picture.
   *
   * @param classifier compiled for one thread, of pictures that are fitted already
   */
  public Tally run(Classifier classifier, Listener listener) {
    Tally tally = new Tally(classifier.labels().size());
    try (Classifiers all = Classifiers.sharing(classifier, threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads, Evaluation::thread)) {
      try {
        count(pool, all.idle(), tally, listener);
      } finally {
        pool.shutdownNow();
      }
    }
    return tally;
  }

  private void count(
      ExecutorService pool, BlockingQueue<Classifier> idle, Tally tally, Listener listener) {
    Iterator<Sample> samples = dataset.samples().iterator();
    Queue<Sample> waiting = new ArrayDeque<>();
    Queue<Future<float[]>> answers = new ArrayDeque<>();
    for (int done = 1; samples.hasNext() || !answers.isEmpty(); done++) {
      while (samples.hasNext() && answers.size() < AHEAD_PER_THREAD * threads) {
        Sample sample = samples.next();
        waiting.add(sample);
        answers.add(pool.submit(() -> logits(sample, idle)));
      }
      Sample sample = waiting.remove();
      try {
        tally.add(sample.label(), answers.remove().get());
      } catch (ExecutionException e) {
        listener.failed(sample, e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
      listener.done(done, sample);
    }
  }

  private float[] logits(Sample sample, BlockingQueue<Classifier> idle) throws Exception {
    RgbImage image = fit.apply(sample.picture().read());
    Classifier classifier = idle.take();
    try {
      return classifier.logits(image);
    } finally {
      idle.add(classifier);
    }
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().daemon().name("lanewise-eval").unstarted(work);
  }

  /** Classifiers that share the weights of one; they are closed when the threads have ended. */
  private record Classifiers(BlockingQueue<Classifier> idle) implements AutoCloseable {
    static Classifiers sharing(Classifier first, int count) {
      Classifiers all = new Classifiers(new ArrayBlockingQueue<>(count));
      try {
        for (int i = 0; i < count; i++) {
          all.idle.add(first.share());
        }
      } catch (Throwable failure) {
        all.close();
        throw failure;
      }
      return all;
    }

    @Override
    public void close() {
      idle.forEach(Classifier::close);
    }
  }
}
