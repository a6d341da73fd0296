/**
 * Transposed convolution as ordinary convolutions of rows.
 *
 * <p>An output row gets its sums from those input rows that a tap along depth and height carries to
 * it. Within a row, the outputs whose distance is the stride read the input like an ordinary
 * convolution with every so-manieth tap, in reverse order: a phase ({@link
 * dev.lanewise.kernels.vector.transposed.Phase}). For a kernel of 2 and a stride of 2 each phase is
 * a 1x1 convolution into every second output pixel:
 *
 * <pre>
 *   input row      x0      x1      x2
 *                 /  \    /  \    /  \
 *   output row   a0   b0 a1   b1 a2   b2      phase 0: a = x * tap 0      phase 1: b = x * tap 1
 * </pre>
 *
 * <p>No output is written by two phases, so rows are tiles, nothing is added twice, and the kernels
 * of ordinary convolutions do all the arithmetic.
 */
package dev.lanewise.kernels.vector.transposed;
