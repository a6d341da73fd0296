package dev.lanewise.app.classify;

import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.models.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results for programs: an array with one object per picture, printed at the end. */
public final class JsonReport implements Report {
  private final Terminal terminal;
  private final String model;
  private final List<Map<String, Object>> objects = new ArrayList<>();

  /**
   * @param model the name of the network
   */
  public JsonReport(Terminal terminal, String model) {
    this.terminal = terminal;
    this.model = model;
  }

  @Override
  public void add(PictureResult result) {
    Map<String, Object> object = new LinkedHashMap<>();
    Picture picture = result.picture();
    object.put("picture", picture.name());
    object.put("model", model);
    if (result.succeeded()) {
      object.put("width", picture.width());
      object.put("height", picture.height());
      object.put("predictions", result.predictions().stream().map(JsonReport::object).toList());
      object.put("read_ms", Units.sixDigits(picture.nanos() / 1e6));
      object.put("inference_ms", Units.sixDigits(result.nanos() / 1e6));
    } else {
      object.put("error", result.problem());
    }
    objects.add(object);
  }

  static Map<String, Object> object(Prediction prediction) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("class", prediction.index());
    object.put("label", prediction.label());
    object.put("probability", prediction.probability());
    object.put("logit", prediction.logit());
    return object;
  }

  @Override
  public void end() {
    terminal.utf8(JsonWriter.indented(JsonValue.of(objects)));
  }
}
