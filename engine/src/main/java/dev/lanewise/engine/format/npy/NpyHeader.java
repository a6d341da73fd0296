package dev.lanewise.engine.format.npy;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;

/**
 * What the header of an .npy file says, checked.
 *
 * @param order the byte order of the elements
 * @param fortranOrder true if the first dimension is contiguous, not the last
 */
record NpyHeader(DType dtype, ByteOrder order, boolean fortranOrder, Shape shape) {

  /**
   * Interprets the header's dictionary.
   *
   * @param text the dictionary as Python wrote it
   * @param path the file, for error messages
   */
  static NpyHeader parse(String text, String path) {
    Map<String, Object> entries = new PythonDict(text, path).parse();
    if (!entries.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
      throw error(
          path,
          "wanted the keys descr, fortran_order and shape, got "
              + ErrorText.quote(String.join(", ", entries.keySet())));
    }
    if (!(entries.get("descr") instanceof String descr)) {
      throw error(path, "wanted descr to be a string");
    }
    if (!(entries.get("fortran_order") instanceof Boolean fortranOrder)) {
      throw error(path, "wanted fortran_order to be True or False");
    }
    if (!(entries.get("shape") instanceof long[] dims)) {
      throw error(path, "wanted shape to be a tuple such as (2, 3)");
    }
    try {
      DType dtype = dtype(descr, path);
      Shape shape = Shape.of(dims);
      shape.byteSize(dtype); // throws now, so that no size computed later can overflow
      return new NpyHeader(dtype, order(descr), fortranOrder, shape);
    } catch (ModelFormatException e) {
      throw e;
    } catch (LanewiseException e) {
      throw error(path, e.getMessage());
    }
  }

  private static DType dtype(String descr, String path) {
    if (descr.length() > 1 && descr.charAt(1) == 'O') {
      throw error(
          path,
          "dtype '|O' means Python objects in a pickle, which can run code, so they are never"
              + " read; save an array of numbers");
    }
    DType dtype = DType.ofNpyKind(descr.isEmpty() ? "" : descr.substring(1)).orElse(null);
    boolean known =
        dtype != null
            && switch (descr.charAt(0)) {
              case '<', '>', '=' -> true;
              case '|' -> dtype.byteSize() == 1;
              default -> false;
            };
    if (!known) {
      throw error(
          path,
          "dtype %s is not supported; save the array as floats, integers or bool"
              .formatted(ErrorText.quote(descr)));
    }
    return dtype;
  }

  private static ByteOrder order(String descr) {
    return switch (descr.charAt(0)) {
      case '>' -> ByteOrder.BIG_ENDIAN;
      case '=' -> ByteOrder.nativeOrder();
      default -> ByteOrder.LITTLE_ENDIAN;
    };
  }

  /** Returns the dictionary for a little-endian, row-major array, as NumPy writes it. */
  static String format(DType dtype, Shape shape, String where) {
    String kind =
        dtype
            .npyKind()
            .orElseThrow(
                () ->
                    new LanewiseException(
                        where + ": an .npy file cannot hold " + dtype + "; use F32"));
    StringBuilder dims = new StringBuilder();
    for (int i = 0; i < shape.rank(); i++) {
      dims.append(i == 0 ? "" : ", ").append(shape.dim(i));
    }
    return "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s%s), }"
        .formatted(dtype.byteSize() == 1 ? '|' : '<', kind, dims, shape.rank() == 1 ? "," : "");
  }

  private static ModelFormatException error(String path, String problem) {
    return new ModelFormatException(path + ": npy header: " + problem);
  }
}
