/**
 * Pooling on channels-last activations: the lanes hold channels, a loop walks over the taps.
 *
 * <p>Which taps of a window lie inside the input depends on one axis at a time, so it is worked out
 * when the step is bound. Sums run over the taps in ascending order.
 */
package dev.lanewise.kernels.vector.pool;
