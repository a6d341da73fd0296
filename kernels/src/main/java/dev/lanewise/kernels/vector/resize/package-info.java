/**
 * Resize of channels-last maps: the lanes hold channels, and each axis reads one or two elements.
 *
 * <p>What an output position reads depends on one axis at a time, so it is worked out when the step
 * is bound.
 */
package dev.lanewise.kernels.vector.resize;
