/**
 * Matrix multiplication on register tiles.
 *
 * <p>{@code C[M, N] = A[M, K] * B[K, N]} where the rows of A are pixels, read where they lie with a
 * row stride, and B holds weights, packed once into {@link dev.lanewise.kernels.vector.gemm.Panels
 * panels}. A microkernel keeps a tile of C in registers, broadcasts one element of A per row and
 * multiplies it with the panel's vectors, so each element of C is one sum over k in ascending
 * order, whatever the tile, the thread or the split.
 *
 * <p>All operands are native segments with offsets in bytes. Nothing here allocates or knows
 * threads.
 */
package dev.lanewise.kernels.vector.gemm;
