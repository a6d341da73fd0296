/**
 * Timing on a machine that is not quiet.
 *
 * <p><b>Concept.</b> What is compared takes turns: a {@link dev.lanewise.bench.timing.Blocks block}
 * of the one, a block of the other, and again, so that a slow minute hits both. A block's result is
 * the median of its runs, which a few disturbed runs do not change, and the blocks' results are
 * reduced by a median once more. Before a block {@link dev.lanewise.bench.timing.Idle} waits until
 * the process is at rest.
 *
 * <p><b>Units.</b> Nanoseconds; GFLOP/s with two operations for each multiply-add of direct
 * summation, whatever the algorithm really does.
 *
 * <p><b>Threads.</b> Everything runs on the calling thread.
 */
package dev.lanewise.bench.timing;
