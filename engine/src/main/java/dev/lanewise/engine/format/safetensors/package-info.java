/**
 * The safetensors format: names, types and shapes in JSON, then raw bytes.
 *
 * <pre>{@code
 * 8 bytes    n, the length of the header, little-endian
 * n bytes    JSON: {"conv1.weight": {"dtype": "F32", "shape": [64, 3, 7, 7],
 *                                    "data_offsets": [0, 37632]}, ...,
 *                   "__metadata__": {"key": "text"}}, padded by spaces
 * the rest   the tensors, little-endian, row-major; offsets count from here
 * }</pre>
 *
 * <p>{@link dev.lanewise.engine.format.safetensors.SafetensorsFile} maps a file; its tensors are
 * views that live until it is closed. The ranges of the tensors must fill the file exactly: a
 * truncated or longer file, a gap or an overlap is refused on opening. Tensors may be unaligned, as
 * not every writer pads the header. {@link
 * dev.lanewise.engine.format.safetensors.SafetensorsWriter} writes the same bytes for the same
 * content.
 *
 * <p><b>Limits.</b> A header of 100 MB (the format's own), a million JSON values.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format's description</a>
 */
package dev.lanewise.engine.format.safetensors;
