package dev.lanewise.kernels.vector.transposed;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Clamp;
import dev.lanewise.kernels.ConvKernel.Prepared;
import dev.lanewise.kernels.ConvTransposeProblem;
import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.elementwise.ActivationStep;
import dev.lanewise.kernels.vector.elementwise.AffineStep;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * One transposed convolution bound to its operands; a tile is one row of output pixels.
 *
 * <p>Where several input rows meet in an output row, each one's convolution adds to what the ones
 * before it left there, and bias and post-op come last.
 */
final class RowStep implements Step {
  private final RowWeights weights;
  private final View in;
  private final View residual;
  private final View out;
  private final Step[][] rows;
  private final long scratchBytes;

  RowStep(RowWeights weights, View in, View residual, View out) {
    this.weights = weights;
    this.in = in;
    this.residual = residual;
    this.out = out;
    ConvTransposeProblem problem = weights.problem();
    Extent size = problem.out();
    RowTaps[] depths = RowWeights.depths(problem);
    RowTaps[] heights = RowWeights.heights(problem);
    this.rows = new Step[Math.toIntExact(problem.outPixels() / size.width())][];
    long scratch = 0;
    for (int row = 0; row < rows.length; row++) {
      int oh = row % size.height();
      int od = row / size.height() % size.depth();
      int n = row / size.height() / size.depth();
      rows[row] = row(n, depths[od], heights[oh], (long) row * size.width());
      for (Step step : rows[row]) {
        scratch = Math.max(scratch, step.scratchBytes());
      }
    }
    this.scratchBytes = scratch;
  }

  @Override
  public int tiles() {
    return rows.length;
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    for (int row = from; row < to; row++) {
      for (Step step : rows[row]) {
        step.run(0, step.tiles(), scratch);
      }
    }
  }

  private Step[] row(int n, RowTaps depth, RowTaps height, long firstPixel) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < weights.phases().size(); i++) {
      Phase phase = weights.phases().get(i);
      View to = every(out, firstPixel + phase.first());
      View addend = residual == null ? null : every(residual, firstPixel + phase.first());
      if (phase.taps() == 0 || depth.count() * height.count() == 0) {
        finish(phase, addend == null ? nothing() : addend, addend != null, to, steps);
        continue;
      }
      for (int d = 0; d < depth.count(); d++) {
        for (int h = 0; h < height.count(); h++) {
          Prepared part = part(depth.taps()[d], height.taps()[h], i);
          steps.add(part.bind(from(n, depth.inputs()[d], height.inputs()[h], phase), addend, to));
          addend = to;
        }
      }
      if (!weights.fused()) {
        finish(phase, to, true, to, steps);
      }
    }
    return steps.toArray(Step[]::new);
  }

  private Prepared part(int kd, int kh, int phase) {
    return weights.parts()[kd * weights.problem().kernel().height() + kh][phase];
  }

  /** The part of an input row that a phase reads. */
  private View from(int n, int d, int h, Phase phase) {
    Extent size = weights.problem().in();
    long row = ((long) n * size.depth() + d) * size.height() + h;
    return pixel(in, row * size.width() + phase.skip(), 1);
  }

  /** The pixels of a phase in an output row. */
  private View every(View view, long pixel) {
    return pixel(view, pixel, weights.problem().stride().width());
  }

  private static View pixel(View view, long pixel, int step) {
    long skipped = pixel * view.pixelStride() * Float.BYTES;
    return new View(view.segment(), view.offset() + skipped, view.pixelStride() * step);
  }

  /** Where no sum arrives, the bias stands for it: one pixel, read again and again. */
  private View nothing() {
    return new View(weights.bias(), 0, 0);
  }

  private void finish(Phase phase, View sums, boolean addBias, View to, List<Step> steps) {
    Clamp clamp = weights.post() instanceof Clamp limits ? limits : Clamp.NONE;
    MemorySegment shift = addBias ? weights.bias() : null;
    int channels = weights.problem().outChannels();
    steps.add(new AffineStep(phase.count(), channels, sums, null, shift, clamp, to));
    if (weights.post() instanceof Activation activation) {
      steps.add(new ActivationStep(phase.count(), channels, activation, to, to));
    }
  }
}
