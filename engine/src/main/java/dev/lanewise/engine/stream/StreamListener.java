package dev.lanewise.engine.stream;

/** Is told when outputs of a stream are ready, in the thread that pushes. */
@FunctionalInterface
public interface StreamListener {
  /**
   * Takes outputs.
   *
   * @param outputs always the same object of a stream; what it shows holds during this call only
   */
  void onOutputs(StreamOutputs outputs);
}
