/**
 * ONNX's operators, one evaluation at a time: what the compiled graph does not know runs here.
 *
 * <p><b>Concept.</b> {@link dev.lanewise.engine.onnx.operator.Operators} takes a node and its
 * operands and gives its outputs. Each family of operators is a table from names to small
 * functions; what they share is how elements are reached:
 *
 * <ul>
 *   <li>{@code Numbers}: the elements as an array of doubles (floating-point types) or longs
 *       (integers and booleans), and back with one rounding;
 *   <li>{@code StridedView}: a tensor in another order, for everything that only moves elements;
 *   <li>{@code Broadcast}, {@code Reduction}, {@code Walk}: operands of different shapes;
 *   <li>{@code SlidingWindow}, {@code PlainConv}, {@code FloatKernels}: windows over maps. Float32
 *       convolutions and large products go to the kernels, all others to plain loops.
 * </ul>
 *
 * <pre>{@code
 * try (Arena arena = Arena.ofConfined()) {
 *   List<Tensor> outputs = Operators.evaluate(node, 17, List.of(x, weights), arena);
 * }
 * }</pre>
 *
 * <p><b>Numbers.</b> Float32, float16 and bfloat16 are computed in double and rounded once when the
 * result is stored; only convolutions and large products of float32 are summed in float32. Integer
 * arithmetic wraps around, and division by zero is an error. NaN and infinities follow IEEE 754.
 *
 * <p><b>Layout.</b> Tensors are dense and row-major; pictures are N C H W.
 *
 * <p><b>Lifetime.</b> Results live in the arena of the call, or share the memory of an operand
 * (Identity, Reshape and others only see it differently): keep operands as long as results.
 *
 * <p><b>Threads.</b> Operators have no state; any number of threads may evaluate, each with an
 * arena that it may use.
 *
 * <p><b>Failure.</b> A missing operand, a wrong rank or element type, an axis or index out of range
 * throw {@link dev.lanewise.engine.LanewiseException} with the node, the operand, what was wanted
 * and what came.
 */
package dev.lanewise.engine.onnx.operator;
