/**
 * Every operation in plain loops: the readable specification, the oracle of the tests, and the
 * fallback on a JVM without the Vector API.
 *
 * <p>Each file is one operation, written as its definition, one output element after the other; a
 * reader who wants to know what an operation means finds it here. Sums run in double and are
 * rounded to float once, where the product of two floats is exact in double. The one concession to
 * speed is in {@link dev.lanewise.kernels.reference.ReferenceConv}, which computes eight output
 * channels at a time, so that a small network answers at once and an ImageNet network in seconds.
 *
 * <p>No file imports {@code jdk.incubator.vector}. Layout, lifetime and threads are those of {@link
 * dev.lanewise.kernels}; no step needs scratch memory. Operands are checked when they are bound: a
 * segment that is too short, an offset that is not a multiple of 4, or a pixel stride below the
 * channel count is refused with {@link java.lang.IllegalArgumentException}, which names the
 * operand, what was wanted and what came.
 *
 * <p>A window that lies in the padding alone gives 0 from a convolution or an average, and minus
 * infinity from a maximum.
 */
package dev.lanewise.kernels.reference;
