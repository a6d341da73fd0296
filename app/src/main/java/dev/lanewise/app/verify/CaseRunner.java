package dev.lanewise.app.verify;

import dev.lanewise.app.cli.FailureText;
import dev.lanewise.app.verify.CaseResult.Status;
import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.json.JsonReader;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.onnx.OnnxFile;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.onnx.OnnxModel;
import dev.lanewise.engine.onnx.UnsupportedOperatorsException;
import dev.lanewise.engine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs cases; whatever goes wrong in one is its result and stops no other. */
public final class CaseRunner {
  private final Options options;
  private final Tolerance tolerance;

  /**
   * @param options how models are compiled
   * @param tolerance of outputs; {@code data.json} in a case may change rtol and atol
   */
  public CaseRunner(Options options, Tolerance tolerance) {
    this.options = options;
    this.tolerance = tolerance;
  }

  /** Runs all data sets of a case. */
  public CaseResult run(Path folder) {
    try (OnnxModel model = OnnxModel.open(folder.resolve(CaseFinder.MODEL), options)) {
      return run(folder, model);
    } catch (UnsupportedOperatorsException e) {
      String operators = String.join(", ", e.operators().keySet());
      return new CaseResult(folder.toString(), Status.UNSUPPORTED, "operators " + operators);
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      return new CaseResult(folder.toString(), Status.FAILED, FailureText.of(e));
    }
  }

  private CaseResult run(Path folder, OnnxModel model) throws IOException {
    Tolerance rule = tolerance(folder);
    List<Path> sets = CaseFinder.dataSets(folder);
    if (sets.isEmpty()) {
      throw new LanewiseException(folder + ": it has no folder test_data_set_0");
    }
    String detail = "";
    for (Path set : sets) {
      Tolerance.Verdict verdict = run(set, model, rule);
      detail = verdict.detail();
      if (!verdict.passed()) {
        return new CaseResult(
            folder.toString(), Status.FAILED, set.getFileName() + ": " + verdict.detail());
      }
    }
    return new CaseResult(folder.toString(), Status.PASSED, detail);
  }

  private static Tolerance.Verdict run(Path set, OnnxModel model, Tolerance rule)
      throws IOException {
    try (Arena arena = Arena.ofShared()) {
      Map<String, Tensor> inputs = new HashMap<>();
      List<OnnxValue> wanted = model.file().proto().graph().inputs();
      List<Path> given = CaseFinder.numbered(set, "input_", ".pb");
      if (given.size() > wanted.size()) {
        throw new LanewiseException(
            "%s: %d inputs for a graph of %d".formatted(set, given.size(), wanted.size()));
      }
      for (int i = 0; i < given.size(); i++) {
        inputs.put(wanted.get(i).name(), OnnxFile.readTensor(given.get(i), arena));
      }
      List<Tensor> outputs = new ArrayList<>(model.run(inputs, arena).values());
      List<Path> expected = CaseFinder.numbered(set, "output_", ".pb");
      if (expected.isEmpty() || expected.size() > outputs.size()) {
        throw new LanewiseException(
            "%s: %d outputs for a graph of %d".formatted(set, expected.size(), outputs.size()));
      }
      Tolerance.Verdict verdict = new Tolerance.Verdict(true, "");
      for (int i = 0; i < expected.size() && verdict.passed(); i++) {
        verdict = rule.compare(outputs.get(i), OnnxFile.readTensor(expected.get(i), arena));
        if (!verdict.passed()) {
          verdict = new Tolerance.Verdict(false, "output " + i + ": " + verdict.detail());
        }
      }
      return verdict;
    }
  }

  private Tolerance tolerance(Path folder) throws IOException {
    Path file = folder.resolve("data.json");
    if (!Files.exists(file)) {
      return tolerance;
    }
    JsonValue data =
        JsonReader.read(Files.readAllBytes(file), file.toString(), JsonReader.Limits.DEFAULT);
    return new Tolerance(
        number(data, "rtol", tolerance.rtol()),
        number(data, "atol", tolerance.atol()),
        tolerance.maxErrStd(),
        tolerance.minCorr());
  }

  private static double number(JsonValue data, String key, double fallback) {
    return data instanceof JsonValue.JsonObject object
            && object.members().get(key) instanceof JsonValue.JsonNumber number
        ? Double.parseDouble(number.text())
        : fallback;
  }
}
