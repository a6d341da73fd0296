package dev.lanewise.engine.onnx.translate;

/** Why a node is not translated; it will be interpreted. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates a refusal with its reason, a few words that follow "interpreted because". */
  public Refusal(String reason) {
    super(reason, null, false, false);
  }
}
