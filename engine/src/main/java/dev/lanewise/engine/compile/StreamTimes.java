package dev.lanewise.engine.compile;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.stream.Reach;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which positions of each value a step computes, and how far back its readers look.
 *
 * <p>Step n computes the positions {@code (n - 1) * count - lag} to {@code n * count - lag - 1} of
 * a value that has {@code count} positions per hop. A lag arises where a layer needs later
 * positions than the one it computes; where branches meet, the one that lags less is looked back
 * at.
 */
final class StreamTimes {
  /** Phases are tried one by one up to so many; a longer hop waits for whole hops. */
  private static final int MOST_PHASES = 4096;

  private final StreamNodes nodes;
  private final int hop;
  private final Map<String, Integer> rates = new HashMap<>();
  private final Map<String, Integer> histories = new HashMap<>();
  private Map<String, Integer> lags;
  private int phase;
  private int windowLag = -1;

  /**
   * An operand of a node of the body.
   *
   * @param index of the operand
   */
  record Read(int index, String value, Reach reach) {}

  /**
   * Works out the times.
   *
   * @throws LanewiseException if the strides of a node do not divide the hop
   */
  StreamTimes(StreamNodes nodes, int hop) {
    this.nodes = nodes;
    this.hop = hop;
    if (hop < 1) {
      throw new LanewiseException(
          "%s: hop: wanted at least 1 sample, got %d".formatted(nodes.name(), hop));
    }
    findRates();
    this.lags = lags(0);
    if (nodes.isWindowed()) {
      choosePhase();
    }
    for (Node node : nodes.body()) {
      for (Read read : reads(node)) {
        keep(read.value(), lookBack(read, node));
      }
    }
    for (Node node : nodes.head()) {
      for (String operand : node.inputs()) {
        if (isBody(operand)) {
          keep(operand, windowLookBack(operand));
        }
      }
    }
  }

  /** Whether an operand is a value that slides along time. */
  boolean isBody(String operand) {
    return nodes.isValue(operand) && !nodes.isHead(operand);
  }

  /** The values that a node of the body reads. */
  List<Read> reads(Node node) {
    List<Read> reads = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      if (nodes.isValue(node.input(i))) {
        Reach reach = i == 0 ? nodes.axis().reach(node.op()) : Reach.SAME;
        reads.add(new Read(i, node.input(i), reach));
      }
    }
    return reads;
  }

  /** Samples from one position to the next. */
  int rate(String value) {
    return rates.get(value);
  }

  /** Positions of a step. */
  int count(String value) {
    return hop / rate(value);
  }

  int lag(String value) {
    return lags.get(value);
  }

  /** Positions of a value that are kept from one step to the next. */
  int history(String value) {
    return histories.getOrDefault(value, 0);
  }

  /** Where a read begins, in positions in front of the value's new ones. */
  int lookBack(Read read, Node node) {
    return read.reach().lookBack(lag(read.value()), lag(node.output()));
  }

  /** Where the window of a value begins, in positions in front of its new ones. */
  int windowLookBack(String value) {
    return Math.multiplyExact(windowLag - 1, count(value)) - lag(value);
  }

  /** Samples that step 0 waits for. */
  int phase() {
    return phase;
  }

  /** Steps from the one with a window's number to the one that computes it; -1 without windows. */
  int windowLag() {
    return windowLag;
  }

  private void keep(String value, int positions) {
    histories.merge(value, Math.max(0, positions), Math::max);
  }

  private void findRates() {
    rates.put(nodes.inputName(), 1);
    for (Node node : nodes.body()) {
      int result = 0;
      for (Read read : reads(node)) {
        int rate = Math.multiplyExact(rate(read.value()), read.reach().stride());
        if (result != 0 && rate != result) {
          throw nodes.refused(node, "its operands have different strides");
        }
        result = rate;
      }
      if (hop % result != 0) {
        throw new LanewiseException(
            "%s: node %s: wanted a hop that is a multiple of %d samples, which the strides up to here make of each position, got %d; or stream windows of a plan instead (SampleStream.windows)"
                .formatted(nodes.name(), node.name(), result, hop));
      }
      rates.put(node.output(), result);
    }
  }

  private Map<String, Integer> lags(int samples) {
    Map<String, Integer> result = new HashMap<>();
    result.put(nodes.inputName(), -samples);
    for (Node node : nodes.body()) {
      // Nothing is computed earlier than the samples of its own step arrive.
      int lag = Math.floorDiv(-samples, rate(node.output()));
      for (Read read : reads(node)) {
        lag = Math.max(lag, read.reach().lag(result.get(read.value())));
      }
      result.put(node.output(), lag);
    }
    return result;
  }

  /** So that a window's outputs come with as few samples behind the window as possible. */
  private void choosePhase() {
    long least = Long.MAX_VALUE;
    for (int samples = 0; samples < Math.min(hop, MOST_PHASES); samples++) {
      Map<String, Integer> candidate = lags(samples);
      int steps = windowLag(candidate, samples);
      long wait = (long) steps * hop + samples;
      if (wait < least) {
        least = wait;
        lags = candidate;
        phase = samples;
        windowLag = steps;
      }
    }
  }

  /** Not before the whole window is there, even if the network does not look at its end. */
  private int windowLag(Map<String, Integer> candidate, int samples) {
    long window = nodes.shape(nodes.inputName()).dim(TimeAxis.DIM);
    long steps = Math.max(0, Math.ceilDiv(window - samples, (long) hop));
    for (Node node : nodes.head()) {
      for (String operand : node.inputs()) {
        if (isBody(operand)) {
          long end = nodes.shape(operand).dim(TimeAxis.DIM) + candidate.get(operand);
          steps = Math.max(steps, Math.ceilDiv(end, (long) count(operand)));
        }
      }
    }
    return Math.toIntExact(steps);
  }
}
