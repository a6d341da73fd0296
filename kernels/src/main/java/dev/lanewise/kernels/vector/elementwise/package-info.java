/**
 * Operations that treat each element, or each pixel's channels, on their own.
 *
 * <p>Tiles are runs of pixels; one vector holds neighbouring channels.
 */
package dev.lanewise.kernels.vector.elementwise;
