/**
 * One operation at a time on channels-last float32 activations in native memory.
 *
 * <p>This package is the contract; it holds no arithmetic. {@link
 * dev.lanewise.kernels.Kernels#best()} gives the fastest {@link
 * dev.lanewise.kernels.KernelProvider} that the JVM can run: one on the Vector API, or the
 * reference in plain loops, which computes the same on any JVM. Graphs, files and threads are the
 * matter of the modules above.
 *
 * <h2>Layout</h2>
 *
 * <p>An activation is {@code [N, D, H, W, C]}: batch, depth, height, width, channels, the channels
 * of one pixel side by side. Lower ranks have unit leading axes, so that one- and two-dimensional
 * operations are three-dimensional ones with {@code D = 1} and {@code H = 1}. A {@link
 * dev.lanewise.kernels.View} says where an activation lies: a segment, an offset in bytes, and the
 * distance of two pixels in floats. A distance beyond the channel count leaves gaps, which belong
 * to other tensors: a kernel neither writes them nor lets their content reach a result.
 *
 * <pre>
 *   pixelStride 5, 3 channels:   c0 c1 c2 .  .  c0 c1 c2 .  .  c0 c1 c2
 *                                pixel 0        pixel 1        pixel 2
 * </pre>
 *
 * <p>Weights come as {@code [K, C/groups, kd, kh, kw]}, row-major, and are packed once into the
 * layout that the chosen kernel reads. All floats have this JVM's byte order.
 *
 * <h2>From a problem to a result</h2>
 *
 * <pre>{@code
 * ConvProblem problem = ConvProblem.parse("n1 g1 c64x56x56 k64 3x3 s1 p1");
 * ConvKernel kernel = Kernels.best().convolutions().getLast();  // the last takes every problem
 * Step step = kernel
 *     .prepare(problem, weights, bias, Clamp.RELU, arena)       // packs; once per layer
 *     .bind(in, null, out);                                     // once per session
 * MemorySegment scratch = arena.allocate(step.scratchBytes(), 64);
 * step.run(0, step.tiles(), scratch);                           // as often as wanted
 * }</pre>
 *
 * <h2>Problem notation</h2>
 *
 * <p>A {@link dev.lanewise.kernels.ConvProblem} is one line of text, the same in tests, benchmarks,
 * logs and reports: {@code n1 g1 c64x56x56 k64 3x3 s1 p1} is batch 1, one group, 64 channels of 56
 * x 56 pixels, 64 output channels, a 3 x 3 kernel, stride 1, padding 1. A number that is the same
 * along all axes is written once; {@code p0/1} pads behind only; {@code d2} dilates. The number of
 * sizes behind {@code c} is the rank, 1 to 3. A {@link dev.lanewise.kernels.PoolProblem} is written
 * alike: {@code n1 c64x112x112 max 3x3 s2 p1 ceil}.
 *
 * <h2>Tiles and threads</h2>
 *
 * <p>A {@link dev.lanewise.kernels.Step} is split into tiles that write disjoint parts of the
 * output. Threads may run disjoint ranges of tiles at the same time, each with scratch memory of
 * its own. Each output is summed in one fixed order, so that its bits depend neither on the split
 * nor on the number of threads. Providers, kernels and prepared weights are immutable and shared
 * freely.
 *
 * <h2>Lifetime</h2>
 *
 * <p>Memory belongs to the arenas that allocated it. Packed weights live in the arena given to
 * {@code prepare}; views and steps own nothing, and running a step whose arena is closed throws
 * {@link java.lang.IllegalStateException}. A confined arena serves one thread alone. Running a step
 * allocates nothing, neither on the heap nor off it.
 *
 * <h2>Numbers</h2>
 *
 * <p>NaN and infinities follow IEEE 754: they reach the outputs whose window holds them and no
 * others. A {@link dev.lanewise.kernels.Clamp} keeps NaN, and so does max pooling. A direct kernel
 * computes each output as one sum of products, within {@code g(n) * sum |terms|} of the exact
 * result for n terms, where {@code g(n) = n * u / (1 - n * u)} and {@code u = 2^-24}; kernels that
 * transform their input state a bound of their own.
 *
 * <h2>Failure</h2>
 *
 * <p>An impossible shape is refused with {@link java.lang.IllegalArgumentException} when its
 * problem is made, before any memory is involved. A segment that is too small for its view, and a
 * view that is too narrow for its channels, are refused with the same exception when they are
 * bound, so that a run does not end halfway. A kernel that does not take a problem says why in its
 * {@link dev.lanewise.kernels.Verdict}. Null is allowed only where a parameter says so (no bias, no
 * residual, no scale); elsewhere it ends in a {@link java.lang.NullPointerException}.
 */
package dev.lanewise.kernels;
