package dev.lanewise.kernels.vector.conv;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;
import static dev.lanewise.kernels.vector.Lanes.NATIVE;
import static dev.lanewise.kernels.vector.Lanes.SPECIES;

import dev.lanewise.kernels.ConvProblem;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Lanes;
import dev.lanewise.kernels.vector.Memory;
import dev.lanewise.kernels.vector.gemm.LeftPanel;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The input of {@link LeanWinogradStep}: tiles transformed as {@link WinogradInput} does, and then
 * interleaved, {@code V[line][pair][C][2][4 tiles]}, so that a microkernel finds what it broadcasts
 * side by side.
 */
final class LeanWinogradInput {
  private static final WinogradTransform TRANSFORM = WinogradTransform.F4;
  private static final int TILES = LeanWinogradMicrokernel.TILES;

  private final WinogradInput input;
  private final int channels;
  private final long tileBytes;
  private final long positionBytes;

  /**
   * @param in as {@link Memory#of(View)} sees it
   */
  LeanWinogradInput(ConvProblem problem, WinogradGrid grid, View in) {
    this.input = new WinogradInput(problem, TRANSFORM, grid, in);
    this.channels = problem.inChannels();
    int whole = Lanes.whole(channels);
    this.tileBytes = (long) whole * Float.BYTES;
    this.positionBytes = LeftPanel.rowBytes(TILES * whole);
  }

  /** Scratch bytes of {@link #run}. */
  long scratchBytes() {
    return WinogradInput.scratchBytes(TRANSFORM) + TRANSFORM.positions() * positionBytes;
  }

  /** Bytes that {@link #run} writes, a whole number of vectors: the last channels are padded. */
  long bytes() {
    long padding = (long) (Lanes.whole(channels) - channels) * LeanWinogradMicrokernel.ROW_BYTES;
    return Math.ceilDiv(offset(TRANSFORM.inputs, 0, 0) + padding, BYTES) * BYTES;
  }

  /**
   * Transforms one frame of neighbouring columns.
   *
   * @param count 1 to {@link LeanWinogradMicrokernel#TILES}; the other tiles become zeros
   * @param work offset of {@link #scratchBytes} in {@code scratch}
   * @param to where the tiles begin
   */
  void run(int column, int count, int frame, MemorySegment scratch, long work, long to) {
    long tiles = work + WinogradInput.scratchBytes(TRANSFORM);
    for (int tile = 0; tile < count; tile++) {
      input.run(column + tile, frame, scratch, work, tiles + tile * tileBytes, positionBytes);
    }
    for (int position = 0; position < TRANSFORM.positions(); position++) {
      for (int tile = count; tile < TILES; tile++) {
        long at = tiles + position * positionBytes + tile * tileBytes;
        FloatCopy.zero(scratch, at, channels);
      }
    }
    for (int line = 0; line < TRANSFORM.inputs; line++) {
      for (int pair = 0; pair < LeanWinogradMicrokernel.PAIRS; pair++) {
        long from = tiles + line * TRANSFORM.inputs * positionBytes;
        interleave(pair, scratch, from, to + offset(line, pair, 0));
      }
    }
  }

  /** Where a pair of positions has a channel within what {@link #run} writes. */
  long offset(int line, int pair, int channel) {
    int row = (line * LeanWinogradMicrokernel.PAIRS + pair) * channels + channel;
    return (long) row * LeanWinogradMicrokernel.ROW_BYTES;
  }

  /** A vector of channels at a time, so that what is read stays in the first-level cache. */
  private void interleave(int pair, MemorySegment scratch, long from, long to) {
    long first = from + LeanWinogradMicrokernel.position(pair, 0) * positionBytes;
    long second = from + LeanWinogradMicrokernel.position(pair, 1) * positionBytes;
    for (int c = 0; c < channels; c += COUNT) {
      long lane = (long) c * Float.BYTES;
      long row = to + (long) c * LeanWinogradMicrokernel.ROW_BYTES;
      Transposition.eightRows(scratch, first + lane, second + lane, tileBytes, row);
    }
  }

  /** Adds what {@link #run} wrote for two frames. */
  void add(MemorySegment scratch, long a, long b, long to) {
    MemorySegment memory = Memory.of(scratch);
    int vectors = Math.toIntExact(bytes() / BYTES);
    for (int i = 0; i < vectors; i++) {
      long step = (long) i * BYTES;
      FloatVector x =
          FloatVector.fromMemorySegment(SPECIES, memory, Memory.offset(a + step), NATIVE);
      FloatVector y =
          FloatVector.fromMemorySegment(SPECIES, memory, Memory.offset(b + step), NATIVE);
      x.add(y).intoMemorySegment(memory, Memory.offset(to + step), NATIVE);
    }
  }
}
