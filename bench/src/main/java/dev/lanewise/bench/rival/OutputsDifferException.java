package dev.lanewise.bench.rival;

import dev.lanewise.engine.LanewiseException;

/** The outputs of two runtimes are not those of the same network. */
public final class OutputsDifferException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  OutputsDifferException(String model, OutputCheck check) {
    super(
        "%s: output %s of Lanewise and ONNX Runtime differ by %.3g standard deviations, wanted at most %.3g: nothing was timed"
            .formatted(model, check.output(), check.relative(), check.bound()));
  }
}
