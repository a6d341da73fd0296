package dev.lanewise.models.data;

import dev.lanewise.engine.LanewiseException;

/**
 * How often a network is right: top-1, top-5 and the confusion matrix.
 *
 * <p>The network's answer is the class of the largest logit, the first one if several are equal. A
 * true class is among the top 5 if fewer than five classes come before it in that order.
 */
public final class Tally {
  private static final int TOP = 5;

  private final int[][] confusion;
  private int total;
  private int correct;
  private int correct5;

  /** Starts from nothing, for a network of so many classes. */
  public Tally(int classes) {
    confusion = new int[classes][classes];
  }

  /**
   * Counts an answer.
   *
   * @param truth the true class
   * @param logits what the network put out, one number for each class
   * @throws LanewiseException if one of them is not finite
   */
  public void add(int truth, float[] logits) {
    if (logits.length != confusion.length) {
      throw new IllegalArgumentException(
          "%d logits for %d classes".formatted(logits.length, confusion.length));
    }
    int best = 0;
    int ahead = 0;
    for (int i = 0; i < logits.length; i++) {
      if (!Float.isFinite(logits[i])) {
        throw new LanewiseException(
            "the network's output holds " + logits[i] + "; weights or preprocessing do not fit it");
      }
      best = logits[i] > logits[best] ? i : best;
      ahead += logits[i] > logits[truth] || logits[i] == logits[truth] && i < truth ? 1 : 0;
    }
    confusion[truth][best]++;
    total++;
    correct += ahead == 0 ? 1 : 0;
    correct5 += ahead < TOP ? 1 : 0;
  }

  /** How many answers were counted. */
  public int total() {
    return total;
  }

  /** How many of them were right. */
  public int correct() {
    return correct;
  }

  /** How many times the true class was among the five best. */
  public int correct5() {
    return correct5;
  }

  /** The fraction of right answers, 0 if there was none. */
  public double top1() {
    return total == 0 ? 0 : (double) correct / total;
  }

  /** The fraction of answers with the true class among the five best, 0 if there was none. */
  public double top5() {
    return total == 0 ? 0 : (double) correct5 / total;
  }

  /** How many classes there are. */
  public int classes() {
    return confusion.length;
  }

  /** How often a picture of class {@code truth} was called {@code answer}. */
  public int count(int truth, int answer) {
    return confusion[truth][answer];
  }
}
