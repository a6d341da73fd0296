/**
 * Single convolutions on single kernels.
 *
 * <p><b>Concept.</b> A {@link dev.lanewise.bench.conv.ConvWorkload} is a problem line with data,
 * bound to a kernel. {@link dev.lanewise.bench.conv.ProblemList} reads the problem lines of
 * networks from resources, {@link dev.lanewise.bench.conv.KernelMeter} times every kernel that
 * accepts a problem.
 *
 * <p><b>Units.</b> Speeds are effective GFLOP/s: the operations of direct summation, two for each
 * multiply-add, by the time. Algorithms that save arithmetic exceed the peak of the machine.
 *
 * <p><b>What is not measured.</b> A layer that runs alone, again and again, finds its weights and
 * input in the caches if they fit; in a network they may come from memory.
 *
 * <p><b>Threads and lifetime.</b> One thread computes. A workload owns native memory until it is
 * closed.
 *
 * <p><b>Failure.</b> A line that is no problem, and a kernel that does not exist or refuses the
 * problem, end in {@link java.lang.IllegalArgumentException}.
 */
package dev.lanewise.bench.conv;
