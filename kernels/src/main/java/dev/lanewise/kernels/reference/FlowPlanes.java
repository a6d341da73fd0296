package dev.lanewise.kernels.reference;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.lanewise.kernels.HornSchunck;
import java.lang.foreign.MemorySegment;

/** Optical flow between two frames, in planes of doubles; see {@link HornSchunck}. */
final class FlowPlanes {
  private static final int A = 0;
  private static final int B = 1;
  private static final int EX = 2;
  private static final int EY = 3;
  private static final int ET = 4;
  private static final int U = 5;
  private static final int V = 6;

  /** Two more planes take the next flow; old and new change places. */
  private static final int PLANES = 9;

  private final int height;
  private final int width;
  private final MemorySegment memory;

  /** Planes 5 and 6, or 7 and 8, hold the newest flow. */
  private int newest;

  FlowPlanes(int height, int width, MemorySegment memory) {
    this.height = height;
    this.width = width;
    this.memory = memory;
  }

  static long bytes(int height, int width) {
    return Math.multiplyExact((long) height * width, PLANES * Double.BYTES);
  }

  /** Sets a pixel of both frames. */
  void frames(int y, int x, double a, double b) {
    set(A, y, x, a);
    set(B, y, x, b);
  }

  /** The flow along x. */
  double u(int y, int x) {
    return get(U + newest, y, x);
  }

  /** The flow along y. */
  double v(int y, int x) {
    return get(V + newest, y, x);
  }

  void estimate(HornSchunck flow) {
    derivatives();
    newest = 0;
    for (int i = 0; i < flow.iterations(); i++) {
      iterate(flow.alpha() * flow.alpha());
    }
  }

  private void derivatives() {
    for (int y = 0; y < height; y++) {
      int below = Math.min(y + 1, height - 1);
      for (int x = 0; x < width; x++) {
        int right = Math.min(x + 1, width - 1);
        double a00 = get(A, y, x);
        double a01 = get(A, y, right);
        double a10 = get(A, below, x);
        double a11 = get(A, below, right);
        double b00 = get(B, y, x);
        double b01 = get(B, y, right);
        double b10 = get(B, below, x);
        double b11 = get(B, below, right);
        set(EX, y, x, ((a01 - a00) + (a11 - a10) + (b01 - b00) + (b11 - b10)) / 4);
        set(EY, y, x, ((a10 - a00) + (a11 - a01) + (b10 - b00) + (b11 - b01)) / 4);
        set(ET, y, x, ((b00 - a00) + (b01 - a01) + (b10 - a10) + (b11 - a11)) / 4);
        set(U, y, x, 0);
        set(V, y, x, 0);
      }
    }
  }

  private void iterate(double smoothness) {
    int next = 2 - newest;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double ex = get(EX, y, x);
        double ey = get(EY, y, x);
        double u = mean(U + newest, y, x);
        double v = mean(V + newest, y, x);
        double q = (ex * u + ey * v + get(ET, y, x)) / (smoothness + ex * ex + ey * ey);
        set(U + next, y, x, u - ex * q);
        set(V + next, y, x, v - ey * q);
      }
    }
    newest = next;
  }

  /** The mean over the eight neighbours; those across count half. */
  private double mean(int plane, int y, int x) {
    int above = Math.max(y - 1, 0);
    int below = Math.min(y + 1, height - 1);
    int left = Math.max(x - 1, 0);
    int right = Math.min(x + 1, width - 1);
    double beside =
        get(plane, above, x) + get(plane, below, x) + get(plane, y, left) + get(plane, y, right);
    double across =
        get(plane, above, left)
            + get(plane, above, right)
            + get(plane, below, left)
            + get(plane, below, right);
    return beside / 6 + across / 12;
  }

  private double get(int plane, int y, int x) {
    return memory.get(JAVA_DOUBLE, at(plane, y, x));
  }

  private void set(int plane, int y, int x, double value) {
    memory.set(JAVA_DOUBLE, at(plane, y, x), value);
  }

  private long at(int plane, int y, int x) {
    return 8 * (((long) plane * height + y) * width + x);
  }
}
