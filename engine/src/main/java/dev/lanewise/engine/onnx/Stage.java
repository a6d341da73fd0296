package dev.lanewise.engine.onnx;

import dev.lanewise.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a run: a plan, then nodes that are interpreted. What depends on the shapes of their
 * results is left to the next stage, which is compiled when these are known.
 *
 * @param constants all values that are known without running anything
 * @param segment the translated nodes, if there are any
 * @param interpreted the others, in order
 * @param next what is left; empty at the end
 */
record Stage(
    Map<String, Tensor> constants,
    Optional<CompiledSegment> segment,
    List<Interpreted> interpreted,
    Optional<StageCache> next)
    implements AutoCloseable {

  /** A node that is no part of a plan, and why. */
  record Interpreted(Site site, String reason) {}

  @Override
  public void close() {
    segment.ifPresent(CompiledSegment::close);
    next.ifPresent(StageCache::close);
  }
}
