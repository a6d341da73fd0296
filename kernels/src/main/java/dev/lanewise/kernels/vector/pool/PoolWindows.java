package dev.lanewise.kernels.vector.pool;

import dev.lanewise.kernels.Extent;
import dev.lanewise.kernels.PoolProblem;

/** The windows of a pooling along each axis, one for each output position. */
record PoolWindows(PoolWindow[] depths, PoolWindow[] heights, PoolWindow[] widths) {
  static PoolWindows of(PoolProblem problem) {
    Extent size = problem.in();
    Extent kernel = problem.kernel();
    Extent stride = problem.stride();
    Extent dilation = problem.dilation();
    Extent before = problem.padBefore();
    Extent after = problem.padAfter();
    Extent out = problem.out();
    return new PoolWindows(
        PoolWindow.all(
            size.depth(),
            kernel.depth(),
            stride.depth(),
            dilation.depth(),
            before.depth(),
            after.depth(),
            out.depth()),
        PoolWindow.all(
            size.height(),
            kernel.height(),
            stride.height(),
            dilation.height(),
            before.height(),
            after.height(),
            out.height()),
        PoolWindow.all(
            size.width(),
            kernel.width(),
            stride.width(),
            dilation.width(),
            before.width(),
            after.width(),
            out.width()));
  }
}
