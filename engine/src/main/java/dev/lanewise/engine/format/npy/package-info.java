/**
 * NumPy's .npy format: one array of numbers in a file; and .npz, several of them in a zip archive.
 *
 * <pre>{@code
 * 6 bytes       0x93 "NUMPY"
 * 2 bytes       version 1.0, 2.0 or 3.0
 * 2 or 4 bytes  n, the length of the header, little-endian (4 from version 2.0 on)
 * n bytes       {'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 224, 224), }, padded
 * the rest      the elements
 * }</pre>
 *
 * <p>{@link dev.lanewise.engine.format.npy.NpyFile} reads all versions, both byte orders and both
 * memory orders into a little-endian, row-major {@link dev.lanewise.engine.tensor.Tensor}, and
 * writes version 1.0. It supports bool, integers, float16, float32 and float64. Arrays of Python
 * objects are pickles, which can run code; they are refused, as are arrays of records.
 *
 * <p>{@link dev.lanewise.engine.format.npy.NpzFile} presents an archive as weights: the names are
 * those of the members without {@code .npy}. {@link dev.lanewise.engine.format.npy.NpzWriter}
 * writes one without compression.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format's description</a>
 */
package dev.lanewise.engine.format.npy;
