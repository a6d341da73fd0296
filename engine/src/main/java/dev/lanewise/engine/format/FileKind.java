package dev.lanewise.engine.format;

import java.nio.charset.StandardCharsets;

/**
 * The kinds of files that people hand to a reader of weights, told apart by their first bytes and
 * never by their name.
 */
public enum FileKind {
  /** The safetensors format. */
  SAFETENSORS("a safetensors file", ""),
  /** A PyTorch checkpoint as {@code torch.save} writes it since 1.6: a zip archive. */
  TORCH_ZIP("a PyTorch checkpoint (zip form)", Cures.TORCH),
  /** A PyTorch checkpoint of the old form, or any other pickle. */
  PICKLE("a Python pickle (PyTorch's old .pth and .th files are such)", Cures.TORCH),
  /** Several NumPy arrays in a zip archive. */
  NPZ("a NumPy .npz archive", "save the arrays with safetensors.numpy.save_file in Python"),
  /** One NumPy array. */
  NPY("a NumPy .npy file, which holds one array without a name", Cures.SAVE),
  /** Any other zip archive. */
  ZIP("a zip archive", "unpack it, or " + Cures.SAVE),
  /** A graph with weights in ONNX's protobuf form. */
  ONNX("an ONNX model", "save its initializers as safetensors"),
  /** HDF5, as older Keras versions write it. */
  HDF5("an HDF5 file (Keras' .h5 files are such)", "save the weights as safetensors in Python"),
  /** A file for llama.cpp and its kin. */
  GGUF("a GGUF file", Cures.SAVE),
  /** Compressed by gzip. */
  GZIP("a file compressed by gzip", "unpack it with gunzip"),
  /** A PNG or JPEG picture. */
  PICTURE("a picture", "give the weights file here and the picture as input"),
  /** The stand-in that Git LFS leaves when the real content was not fetched. */
  GIT_LFS_POINTER("a Git LFS pointer instead of the file itself", "run: git lfs pull"),
  /** A web page. */
  HTML("an HTML page, probably from a failed download", "download the file again"),
  /** Any other text. */
  TEXT("a text file", Cures.SAVE),
  /** No bytes at all. */
  EMPTY("an empty file", Cures.AGAIN),
  /** None of the above. */
  UNKNOWN("a file of an unknown kind", Cures.AGAIN);

  /** As many of the first bytes as {@link #detect} can make use of. */
  public static final int HEAD_BYTES = 512;

  private final String description;
  private final String cure;

  FileKind(String description, String cure) {
    this.description = description;
    this.cure = cure;
  }

  /** Returns what the file is, with an article, for error messages. */
  public String description() {
    return description;
  }

  /** Returns what to do with a file of this kind where safetensors is wanted. */
  public String cure() {
    return cure;
  }

  /**
   * Returns the kind of a file.
   *
   * @param head its first {@link #HEAD_BYTES} bytes, or all if it has fewer
   */
  public static FileKind detect(byte[] head) {
    if (head.length == 0) {
      return EMPTY;
    }
    // First, because a header length may look like the magic number of another format.
    if (isSafetensors(head)) {
      return SAFETENSORS;
    }
    if (startsWith(head, "PK\3\4")) {
      return zipKind(head);
    }
    if (startsWith(head, "\u0093NUMPY")) {
      return NPY;
    }
    if (startsWith(head, "\u0089HDF\r\n")) {
      return HDF5;
    }
    if (startsWith(head, "GGUF")) {
      return GGUF;
    }
    if (startsWith(head, "\u001f\u008b")) {
      return GZIP;
    }
    if (startsWith(head, "\u0089PNG") || startsWith(head, "\u00ff\u00d8\u00ff")) {
      return PICTURE;
    }
    if (isPickle(head)) {
      return PICKLE;
    }
    if (isOnnx(head)) {
      return ONNX;
    }
    return isText(head) ? textKind(head) : UNKNOWN;
  }

  private static boolean isSafetensors(byte[] head) {
    return head.length > 8
        && head[8] == '{'
        && (head[4] | head[5] | head[6] | head[7]) == 0; // a header length below 4 GB
  }

  private static FileKind zipKind(byte[] head) {
    int nameLength = at(head, 26) | at(head, 27) << 8;
    int end = Math.min(head.length, 30 + nameLength);
    String firstEntry =
        end <= 30 ? "" : new String(head, 30, end - 30, StandardCharsets.ISO_8859_1);
    if (firstEntry.endsWith(".npy")) {
      return NPZ;
    }
    return firstEntry.endsWith("data.pkl") ? TORCH_ZIP : ZIP;
  }

  private static boolean isPickle(byte[] head) {
    return at(head, 0) == 0x80 && at(head, 1) >= 2 && at(head, 1) <= 5;
  }

  // Field 1 of a ModelProto is the small number ir_version; then comes another of its fields.
  private static boolean isOnnx(byte[] head) {
    return at(head, 0) == 0x08
        && at(head, 1) > 0
        && at(head, 1) < 0x20
        && "\u0012\u001a\"(2:B".indexOf(at(head, 2)) >= 0;
  }

  private static boolean isText(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  private static FileKind textKind(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase();
    if (text.startsWith("version https://git-lfs")) {
      return GIT_LFS_POINTER;
    }
    return text.startsWith("<!doctype html") || text.startsWith("<html") ? HTML : TEXT;
  }

  private static boolean startsWith(byte[] head, String latin1) {
    for (int i = 0; i < latin1.length(); i++) {
      if (at(head, i) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int at(byte[] head, int index) {
    return index < head.length ? head[index] & 0xFF : -1;
  }

  private static final class Cures {
    static final String SAVE = "save the weights as a safetensors file";
    static final String TORCH =
        "save its weights in Python: safetensors.torch.save_file(state_dict,"
            + " 'weights.safetensors')";
    static final String AGAIN = "copy or download the file again";
  }
}
