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

  /** The next flow goes to planes that lie so far behind; old and new change places. */
  private static final int OTHER = 2;

  private static final int PLANES = 9;

  private final int height;
  private final int width;

  FlowPlanes(int height, int width) {
    this.height = height;
    this.width = width;
  }

  long bytes() {
    return Math.multiplyExact((long) height * width, PLANES * Double.BYTES);
  }

  /** Sets a pixel of both frames. */
  void frames(MemorySegment m, int y, int x, double a, double b) {
    set(m, A, y, x, a);
    set(m, B, y, x, b);
  }

  /** The flow along x, from planes that {@link #estimate} has named. */
  double u(MemorySegment m, int planes, int y, int x) {
    return get(m, U + planes, y, x);
  }

  /** The flow along y. */
  double v(MemorySegment m, int planes, int y, int x) {
    return get(m, V + planes, y, x);
  }

  /** Estimates the flow between the frames; returns which planes hold it. */
  int estimate(MemorySegment m, HornSchunck flow) {
    derivatives(m);
    int newest = 0;
    for (int i = 0; i < flow.iterations(); i++) {
      iterate(m, newest, flow.alpha() * flow.alpha());
      newest = OTHER - newest;
    }
    return newest;
  }

  private void derivatives(MemorySegment m) {
    for (int y = 0; y < height; y++) {
      int below = Math.min(y + 1, height - 1);
      for (int x = 0; x < width; x++) {
        int right = Math.min(x + 1, width - 1);
        double a00 = get(m, A, y, x);
        double a01 = get(m, A, y, right);
        double a10 = get(m, A, below, x);
        double a11 = get(m, A, below, right);
        double b00 = get(m, B, y, x);
        double b01 = get(m, B, y, right);
        double b10 = get(m, B, below, x);
        double b11 = get(m, B, below, right);
        set(m, EX, y, x, ((a01 - a00) + (a11 - a10) + (b01 - b00) + (b11 - b10)) / 4);
        set(m, EY, y, x, ((a10 - a00) + (a11 - a01) + (b10 - b00) + (b11 - b01)) / 4);
        set(m, ET, y, x, ((b00 - a00) + (b01 - a01) + (b10 - a10) + (b11 - a11)) / 4);
        set(m, U, y, x, 0);
        set(m, V, y, x, 0);
      }
    }
  }

  private void iterate(MemorySegment m, int newest, double smoothness) {
    int next = OTHER - newest;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double ex = get(m, EX, y, x);
        double ey = get(m, EY, y, x);
        double u = mean(m, U + newest, y, x);
        double v = mean(m, V + newest, y, x);
        double q = (ex * u + ey * v + get(m, ET, y, x)) / (smoothness + ex * ex + ey * ey);
        set(m, U + next, y, x, u - ex * q);
        set(m, V + next, y, x, v - ey * q);
      }
    }
  }

  /** The mean over the eight neighbours; those across count half. */
  private double mean(MemorySegment m, int plane, int y, int x) {
    int above = Math.max(y - 1, 0);
    int below = Math.min(y + 1, height - 1);
    int left = Math.max(x - 1, 0);
    int right = Math.min(x + 1, width - 1);
    double beside =
        get(m, plane, above, x)
            + get(m, plane, below, x)
            + get(m, plane, y, left)
            + get(m, plane, y, right);
    double across =
        get(m, plane, above, left)
            + get(m, plane, above, right)
            + get(m, plane, below, left)
            + get(m, plane, below, right);
    return beside / 6 + across / 12;
  }

  private double get(MemorySegment m, int plane, int y, int x) {
    return m.get(JAVA_DOUBLE, at(plane, y, x));
  }

  private void set(MemorySegment m, int plane, int y, int x, double value) {
    m.set(JAVA_DOUBLE, at(plane, y, x), value);
  }

  private long at(int plane, int y, int x) {
    return 8 * (((long) plane * height + y) * width + x);
  }
}
