/**
 * Tensors at the border of the engine: what files hold and what users pass in and get out.
 *
 * <p>A {@link dev.lanewise.engine.tensor.Tensor} is an element type, a {@link
 * dev.lanewise.engine.tensor.Shape} and bytes. It has no name: names belong to the file or the
 * graph that holds it.
 *
 * <p><b>Layout.</b> Dense, row-major, little-endian on every machine. Pictures are N C H W, volumes
 * N C D H W, signals N C W; convolution weights are O I (K...) with I the input channels of one
 * group.
 *
 * <pre>{@code
 * offset of [n, c, h, w] in bytes = (((n * C + c) * H + h) * W + w) * dtype.byteSize()
 * }</pre>
 *
 * <p><b>Lifetime.</b> A tensor borrows its memory. One that comes from a mapped weights file dies
 * with the file; one made by {@code Tensor.ofFloats} lives until it is unreachable.
 *
 * <p><b>Threads.</b> All types are immutable; the memory behind a tensor may be read by any number
 * of threads if its arena allows, and must not be written meanwhile.
 *
 * <p><b>Failure.</b> Wrong sizes throw {@link dev.lanewise.engine.LanewiseException} with the type,
 * the shape and both sizes.
 */
package dev.lanewise.engine.tensor;
