package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.PostOp;
import dev.lanewise.kernels.Step;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.PanelRows;
import dev.lanewise.kernels.vector.gemm.Panels;
import java.lang.foreign.MemorySegment;

/**
 * One convolution with filters of depth alone, bound to its operands.
 *
 * <p>A spot is a run of pixels of one output frame. Spots are numbered from the sample (slowest)
 * over the place in the frame to the frame (fastest), so that the input frames that neighbouring
 * spots share stay in the second-level cache. The first spot of a group brings its pixels there.
 *
 * <p>Step tiles are spots, or panels of output channels where there are few spots or the weights do
 * not fit the cache.
 */
final class TemporalStep implements Step {
  private static final long FRAMES_BYTES = 768 << 10;
  private static final long RESIDENT_WEIGHTS = 512 << 10;
  private static final int FEW_SPOTS = 8;

  private final ConvProblem problem;
  private final PackedWeights packed;
  private final Panels panels;
  private final PostOp post;
  private final View in;
  private final View residual;
  private final View out;
  private final ConvAxis depth;
  private final int frames;
  private final int plane;
  private final int places;
  private final int spots;
  private final int group;
  private final boolean splitSpots;

  TemporalStep(
      ConvProblem problem, PackedWeights packed, PostOp post, View in, View residual, View out) {
    this.problem = problem;
    this.packed = packed;
    this.panels = packed.panels();
    this.post = post;
    this.in = Memory.of(in);
    this.residual = Memory.of(residual);
    this.out = Memory.of(out);
    this.depth = ConvAxis.depth(problem);
    this.frames = problem.out().depth();
    this.plane = problem.out().height() * problem.out().width();
    long pixelBytes = in.pixelStride() * Float.BYTES;
    long most = FRAMES_BYTES / (problem.kernel().depth() * pixelBytes);
    long pixels = Math.max(1, most / PanelRows.CHUNK) * PanelRows.CHUNK;
    this.places = Math.toIntExact(Math.ceilDiv(plane, Math.min(plane, pixels)));
    this.spots = problem.batch() * places * frames;
    boolean resident = packed.groups() * panels.bytes() <= RESIDENT_WEIGHTS;
    long spotBytes = Math.ceilDiv(plane, places) * pixelBytes;
    this.group = resident ? 1 : (int) Math.max(1, FRAMES_BYTES / spotBytes);
    this.splitSpots = panels.panels() == 1 || (resident && spots >= FEW_SPOTS);
  }

  @Override
  public int tiles() {
    return splitSpots ? spots : panels.panels();
  }

  @Override
  public long scratchBytes() {
    return PanelRows.SCRATCH_BYTES;
  }

  @Override
  public void run(int from, int to, MemorySegment scratch) {
    int spot0 = splitSpots ? from : 0;
    int spot1 = splitSpots ? to : spots;
    int panel0 = splitSpots ? 0 : from;
    int panel1 = splitSpots ? panels.panels() : to;
    for (int spot = spot0; spot < spot1; spot += group) {
      int end = Math.min(spot1, spot + group);
      for (int s = spot; s < end; s++) {
        touch(s, s == spot0, scratch);
      }
      for (int panel = panel0; panel < panel1; panel++) {
        for (int tap = 0; tap < packed.groups(); tap++) {
          for (int block = 0; block < panels.blocks(); block++) {
            for (int s = spot; s < end; s++) {
              multiply(s, panel, tap, block, scratch);
            }
          }
        }
      }
    }
  }

  private int pixel0(int place) {
    return (int) ((long) plane * place / places);
  }

  /** Where an input frame of a spot's place begins, in bytes. */
  private long inOffset(int spot, int tap) {
    int frame = spot % frames;
    int place = spot / frames % places;
    long sample = spot / frames / places;
    int id =
        frame * problem.stride().depth()
            - problem.padBefore().depth()
            + tap * problem.dilation().depth();
    long pixel = (sample * problem.in().depth() + id) * plane + pixel0(place);
    return in.offset() + pixel * in.pixelStride() * Float.BYTES;
  }

  /** Touches what this spot is the first to need. */
  private void touch(int spot, boolean all, MemorySegment scratch) {
    int frame = spot % frames;
    int place = spot / frames % places;
    int run = depth.run(frame);
    int end = depth.endTap(run);
    int first = all || frame == 0 ? depth.firstTap(run) : end - 1;
    long bytes =
        ((pixel0(place + 1) - pixel0(place) - 1) * in.pixelStride() + problem.inChannels())
            * Float.BYTES;
    int sum = 0;
    for (int tap = first; tap < end; tap++) {
      sum += Touch.rows(in.segment(), inOffset(spot, tap), 1, bytes, 0);
    }
    Memory.of(scratch).set(JAVA_INT_UNALIGNED, Memory.base(scratch), sum);
  }

  private void multiply(int spot, int panel, int tap, int block, MemorySegment scratch) {
    int frame = spot % frames;
    int run = depth.run(frame);
    int first = depth.firstTap(run);
    int end = depth.endTap(run);
    if (tap < first || tap >= end) {
      return;
    }
    int place = spot / frames % places;
    int pixel = pixel0(place);
    int k = panels.blockStart(block);
    int start = panels.panelStart(panel);
    boolean isFirst = tap == first && block == 0;
    boolean isLast = tap == end - 1 && block == panels.blocks() - 1;
    View addend = isFirst ? residual : out;
    long row = ((long) (spot / frames / places) * frames + frame) * plane + pixel;
    PanelRows.run(
        pixel0(place + 1) - pixel,
        panels.blockStart(block + 1) - k,
        in.segment(),
        inOffset(spot, tap) + (long) k * Float.BYTES,
        in.pixelStride() * Float.BYTES,
        packed.weights(),
        Memory.base(packed.weights()) + tap * panels.bytes() + panels.offset(block, panel),
        Memory.base(packed.weights()) + packed.weights().byteSize(),
        panels.panelVectors(panel),
        Math.min(panels.n() - start, panels.panelVectors(panel) * COUNT),
        scratch,
        isFirst ? packed.bias() : null,
        Memory.base(packed.bias()) + (long) start * Float.BYTES,
        addend,
        addend == null ? 0 : offset(addend, row, start),
        isLast ? post : null,
        out,
        offset(out, row, start));
  }

  private static long offset(View view, long row, int channel) {
    return view.offset() + (row * view.pixelStride() + channel) * Float.BYTES;
  }
}
