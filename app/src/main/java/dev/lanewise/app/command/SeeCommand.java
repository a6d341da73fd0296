package dev.lanewise.app.command;

import dev.lanewise.app.cli.ExitCode;
import dev.lanewise.app.cli.Terminal;
import dev.lanewise.app.cli.UsageException;
import dev.lanewise.app.see.Look;
import dev.lanewise.app.see.SeenPart;
import dev.lanewise.app.text.Table;
import dev.lanewise.app.text.Units;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.io.OutputFile;
import dev.lanewise.engine.format.json.JsonValue;
import dev.lanewise.engine.format.json.JsonWriter;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Node;
import dev.lanewise.engine.graph.Op;
import dev.lanewise.engine.weights.WeightSource;
import dev.lanewise.models.Classifier;
import dev.lanewise.models.Models;
import dev.lanewise.models.bundled.Bundled;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.PngEncoder;
import dev.lanewise.models.image.Preprocess;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code see}: pictures of what a network has learnt, and of what it sees. */
public final class SeeCommand extends PictureCommand {
  private final Supplier<String> model;
  private final Supplier<String> layer;
  private final Supplier<String> wantedClass;
  private final Supplier<Path> out;
  private final BooleanSupplier json;
  private final Supplier<List<Path>> pictures;

  /** Declares the command. */
  public SeeCommand(Terminal terminal) {
    super(terminal, "see", "Draws a layer's filters, its feature maps, and where a class is seen.");
    model =
        option("--model", "NAME", text -> text, "A built-in model; the bundled one if left out.");
    declarePictureOptions();
    layer =
        option(
            "--layer",
            "NAME",
            text -> text,
            "The layer to draw, as 'summary' names it; the first convolution if left out.");
    wantedClass =
        option(
            "--class",
            "CLASS",
            text -> text,
            "The class to look for, by name or number; the most probable one if left out.");
    out = option("--out", "DIR", SeeCommand::path, "Where the pictures go; 'see' if left out.");
    json = flag("--json", "Prints a JSON object.");
    pictures = paths("PICTURE", "PNG, JPEG, GIF or BMP; the bundled cat if left out.");
    spec()
        .usageMessage()
        .footer(
            "",
            "Writes filters.png (the layer's weights), features.png (its output, a tile for each"
                + " channel), and, where the network ends in a mean over all positions and at most"
                + " one linear layer, heat.png: red is where the class is seen.");
  }

  @Override
  protected int run() throws IOException {
    if (pictures.get().size() > 1) {
      throw new UsageException("wanted one PICTURE, got " + pictures.get().size());
    }
    boolean bundled = pictures.get().isEmpty();
    try (WeightSource source = source(model.get(), "--model")) {
      String name = modelName(model.get(), source);
      Preprocess steps = steps(name);
      String file = bundled ? Bundled.PICTURE : pictures.get().getFirst().toString();
      RgbImage picture =
          bundled ? Bundled.picture() : ImageDecoder.decode(pictures.get().getFirst());
      RgbImage fitted = fit(name).apply(picture);
      Graph graph = Models.graphFor(name, source);
      Node node = node(graph);
      Look look = new Look(graph, node, source, steps.order());
      Options options = workOptions(name, 1);
      for (String value : look.values()) {
        options = options.alsoOutput(value);
      }
      try (Classifier classifier = classifier(name, source, options)) {
        SeenPart part = SeenPart.of(picture, steps);
        report(
            file, node, classifier, look.at(classifier, picture, fitted, part, wantedClass.get()));
      }
    }
    return ExitCode.OK;
  }

  /** The node that was asked for, or the first convolution. */
  private Node node(Graph graph) {
    return graph.nodes().stream()
        .filter(
            node ->
                layer.get() == null
                    ? node.op() instanceof Op.Conv
                    : node.name().equals(layer.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    layer.get() == null
                        ? graph.name() + " has no convolution; name a layer with --layer"
                        : "%s has no layer '%s'; 'lanewise summary %s' names all"
                            .formatted(graph.name(), layer.get(), graph.name())));
  }

  private void report(String file, Node node, Classifier classifier, Look.Sight sight)
      throws IOException {
    Path folder = out.get() == null ? Path.of("see") : out.get();
    Files.createDirectories(folder);
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, RgbImage> drawn : sight.pictures().entrySet()) {
      Path target = folder.resolve(drawn.getKey());
      byte[] png = PngEncoder.rgb(drawn.getValue());
      OutputFile.write(target, sink -> sink.write(png));
      files.add(target.toString());
    }
    if (json.getAsBoolean()) {
      terminal.utf8(JsonWriter.indented(JsonValue.of(facts(file, node, classifier, sight, files))));
    } else {
      print(file, node, classifier, sight, folder);
    }
  }

  private static Map<String, Object> facts(
      String file, Node node, Classifier classifier, Look.Sight sight, List<String> files) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("picture", file);
    facts.put("model", classifier.plan().name());
    facts.put("layer", node.name());
    facts.put("class", sight.seen().index());
    facts.put("label", sight.seen().label());
    facts.put("probability", sight.seen().probability());
    sight.heat().ifPresent(heat -> facts.put("hottest", List.of(heat.hottestX(), heat.hottestY())));
    facts.put("files", files);
    return facts;
  }

  private void print(String file, Node node, Classifier classifier, Look.Sight sight, Path folder) {
    terminal
        .out()
        .println(
            terminal.style().strong(file)
                + "  %s, %s"
                    .formatted(sight.seen().label(), Units.percent(sight.seen().probability())));
    Table table = new Table("<<<");
    for (String name : sight.pictures().sequencedKeySet()) {
      String what =
          switch (name) {
            case "filters.png" -> "the weights of %s".formatted(node.name());
            case "features.png" ->
                "the output of %s %s"
                    .formatted(node.name(), classifier.plan().outputs().get(node.output()));
            default -> "where '%s' is seen: red".formatted(sight.seen().label());
          };
      table.row("", folder.resolve(name), what);
    }
    table.lines().forEach(terminal.out()::println);
    if (sight.heat().isEmpty()) {
      terminal
          .out()
          .println(
              "  no heat.png: %s does not end in a mean over all positions and a linear layer"
                  .formatted(classifier.plan().name()));
    }
  }
}
