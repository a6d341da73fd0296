package dev.lanewise.bench.rival;

import java.util.SequencedMap;

/** A network on one runtime, with its inputs filled. Serves one thread. */
public sealed interface Contestant extends AutoCloseable
    permits LanewiseContestant, OnnxContestant, OrtContestant {
  /** Computes the outputs once. */
  void run();

  /** Copies of the outputs of the last run by name: {@code [N, C, spatial...]}, row-major. */
  SequencedMap<String, float[]> outputs();

  @Override
  void close();
}
