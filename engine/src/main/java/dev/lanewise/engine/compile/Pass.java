package dev.lanewise.engine.compile;

import java.util.List;

/** One transformation of a graph that keeps what it computes. Stateless. */
interface Pass {
  /** The transformed graph; the given one if there is nothing to do. */
  BoundGraph apply(BoundGraph bound);

  /** What makes a network fast, in order: each pass relies on those before it. */
  List<Pass> OPTIMISING =
      List.of(
          new DropIdentity(),
          new MergeReshapes(),
          new MergePads(),
          new FoldBatchNorm(),
          new FoldBatchNormForward(),
          new FuseActivation(),
          new FuseResidual(),
          new FuseActivation(), // behind fused additions
          new LowerBatchNorm(),
          new DropDead());

  /** What execution needs in any case. */
  List<Pass> REQUIRED = List.of(new LowerBatchNorm(), new DropDead());

  /** Applies passes one after the other. */
  static BoundGraph all(List<Pass> passes, BoundGraph bound) {
    BoundGraph result = bound;
    for (Pass pass : passes) {
      result = pass.apply(result);
    }
    return result;
  }
}
