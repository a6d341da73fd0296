package dev.lanewise.kernels.vector.elementwise;

import static dev.lanewise.kernels.vector.Lanes.BYTES;
import static dev.lanewise.kernels.vector.Lanes.COUNT;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.View;
import dev.lanewise.kernels.vector.Memory;

/** {@code out = activation(in)}. */
public final class ActivationStep extends ElementRange {
  private final Activation activation;
  private final View in;
  private final View out;

  public ActivationStep(long pixels, int channels, Activation activation, View in, View out) {
    super(pixels, channels, dense(channels, in, out));
    this.activation = activation;
    this.in = Memory.of(in);
    this.out = Memory.of(out);
  }

  @Override
  void row(long row, int length) {
    int whole = length / COUNT;
    run(whole, COUNT, at(in, row), at(out, row));
    if (whole * COUNT < length) {
      long skipped = (long) whole * BYTES;
      run(1, length - whole * COUNT, at(in, row) + skipped, at(out, row) + skipped);
    }
  }

  private void run(int vectors, int lanes, long from, long to) {
    ActivationLoops.run(
        activation, vectors, lanes, in.segment(), from, BYTES, out.segment(), to, BYTES);
  }
}
