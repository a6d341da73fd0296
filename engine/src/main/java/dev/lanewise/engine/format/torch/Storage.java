package dev.lanewise.engine.format.torch;

import dev.lanewise.engine.tensor.DType;

/**
 * A storage that a pickle refers to: a one-dimensional run of elements.
 *
 * @param key what it is called in the file
 * @param dtype of the elements; U8 if they have no type
 * @param count how many elements the file has under the key
 * @param begin the first of them that this storage shows
 * @param length how many it shows
 */
record Storage(String key, DType dtype, long count, long begin, long length) {
  /** Bytes of one element. */
  int elementBytes() {
    return dtype.byteSize();
  }
}
