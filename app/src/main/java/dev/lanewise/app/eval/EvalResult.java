package dev.lanewise.app.eval;

import dev.lanewise.models.data.Tally;
import dev.lanewise.models.labels.Labels;

/**
 * What came out of an evaluation.
 *
 * @param model the name of the network
 * @param data what the pictures were
 * @param labels the classes
 * @param tally the counts
 * @param failed pictures that could not be read, which are not counted
 * @param nanos from the first picture to the last answer
 * @param threads pictures computed at once
 */
public record EvalResult(
    String model, String data, Labels labels, Tally tally, int failed, long nanos, int threads) {
  /** Pictures for each second. */
  public double perSecond() {
    return tally.total() / (nanos / 1e9);
  }
}
