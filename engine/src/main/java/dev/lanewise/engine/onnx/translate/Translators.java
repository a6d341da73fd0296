package dev.lanewise.engine.onnx.translate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The operators that may become operations of the engine's graph. */
public final class Translators {
  private static final Map<String, Translator> ALL = new HashMap<>();

  static {
    IdentityTranslators.register(ALL);
    ConvTranslators.register(ALL);
    PoolTranslators.register(ALL);
    LinearTranslators.register(ALL);
    ActivationTranslators.register(ALL);
    ArithmeticTranslators.register(ALL);
    NormTranslators.register(ALL);
    ReductionTranslators.register(ALL);
    ReshapeTranslators.register(ALL);
    SliceTranslators.register(ALL);
    PadTranslators.register(ALL);
    ResizeTranslators.register(ALL);
  }

  private Translators() {}

  /** Whether nodes of this operator may be translated, depending on their operands. */
  public static boolean knows(String domain, String opType) {
    return find(domain, opType).isPresent();
  }

  static Optional<Translator> find(String domain, String opType) {
    return domain.isEmpty() ? Optional.ofNullable(ALL.get(opType)) : Optional.empty();
  }
}
