/**
 * From a graph to a plan, in stages that can each be printed and tested alone.
 *
 * <pre>{@code
 * Graph + Weights
 *   -> BoundGraph   the graph with its numbers
 *   -> Pass...      the same results from fewer and cheaper nodes; see Pass.OPTIMISING for the order
 *   -> Lowering     kernel calls (Instruction) on channels-last values: a Program
 *   -> SpreadConcats  skip connections dense until they are joined, where that saves memory
 *   -> ChooseKernels  the cheapest kernel that accepts each convolution, and why not the others
 *   -> Placement    which values share memory, and where in the arena all lie (PlanMemory)
 *   -> Compiler     packs weights and puts the Plan together
 * }</pre>
 *
 * <p><b>Layout.</b> A graph speaks of {@code [N, C, spatial...]}. From lowering on a value is
 * {@code [batch, D, H, W, channels]} ({@link dev.lanewise.engine.compile.Layout}); flatten,
 * identity and mostly concatenation are then no work, only another way to read the same memory.
 *
 * <p><b>Numbers.</b> Passes compute weights in double and round once to float.
 *
 * <p><b>Lifetime.</b> Everything here is garbage once the plan exists. Folded weights exist as
 * recipes ({@link dev.lanewise.engine.compile.Constant}) and are computed layer by layer while they
 * are packed.
 *
 * <p><b>Threads.</b> Compiling is single-threaded and shares nothing: several threads may compile
 * the same model at once.
 */
package dev.lanewise.engine.compile;
