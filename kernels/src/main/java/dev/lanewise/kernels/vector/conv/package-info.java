/**
 * Convolutions with the Vector API.
 *
 * <p>Each kernel states which problems it takes, packs weights once into the order in which it
 * reads them, and binds to operands as a {@link dev.lanewise.kernels.Step}. Activations are
 * channels-last, so a tap of a pixel is a contiguous run of channels.
 */
package dev.lanewise.kernels.vector.conv;
