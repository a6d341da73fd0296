/**
 * Measuring how long a network takes.
 *
 * <p>{@link dev.lanewise.app.bench.Stopwatch} runs until the JVM has compiled what it can, then
 * records every run; {@link dev.lanewise.app.bench.Timings} has the median, which a few disturbed
 * runs do not change. Speed is given in GFLOP/s, counting two operations for each
 * multiply-accumulate of direct summation, and in percent of the peak of the same number of
 * threads.
 *
 * <p>All of it happens in one JVM; the compiler may decide otherwise in another, so compare medians
 * of several processes.
 */
package dev.lanewise.app.bench;
