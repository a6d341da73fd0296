package dev.lanewise.engine.onnx;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.Model;
import dev.lanewise.engine.Options;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.onnx.operator.Operators;
import dev.lanewise.engine.onnx.translate.Segment;
import dev.lanewise.engine.onnx.translate.Translation;
import dev.lanewise.engine.onnx.translate.Translators;
import dev.lanewise.engine.tensor.DType;
import dev.lanewise.engine.tensor.Shape;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a stage of the nodes that are left: folds what is constant, translates what the engine can
 * compute into one plan, leaves single nodes to the interpreter, and everything whose shapes depend
 * on these to the next stage. Thread-safe.
 */
final class StageCompiler {
  private final ModelGraph model;
  private final Set<String> structural;
  private final Set<String> outputs = new LinkedHashSet<>();
  private final Options options;

  StageCompiler(ModelGraph model, Options options) {
    this.model = model;
    this.structural = StructuralValues.of(model.sites());
    this.options = options;
    model.outputs().forEach(output -> outputs.add(output.name()));
  }

  /** What error messages call the model. */
  String path() {
    return model.path();
  }

  /** Whether a stage is compiled for the content of this value. */
  boolean isStructural(String name, Tensor tensor) {
    return structural.contains(name) && tensor.data().byteSize() <= StructuralValues.MAX_BYTES;
  }

  /** Computes what needs no input, once for all stages. */
  StageCache start() {
    Map<String, Tensor> constants = new HashMap<>(model.initializers());
    List<Site> rest = new ArrayList<>();
    for (Site site : model.sites()) {
      if (constants.keySet().containsAll(given(site.node()))) {
        fold(site, constants);
      } else {
        rest.add(site);
      }
    }
    return new StageCache(this, rest, constants);
  }

  /**
   * Compiles a stage.
   *
   * @param live the values that the nodes read and nobody here computes
   */
  Stage compile(List<Site> sites, Map<String, Tensor> constants, Map<String, Tensor> live) {
    return new Pass(constants, live).compile(sites);
  }

  private static List<String> given(OnnxNode node) {
    return node.inputs().stream().filter(name -> !name.isEmpty()).toList();
  }

  private void fold(Site site, Map<String, Tensor> constants) {
    List<Tensor> operands = new ArrayList<>();
    for (String name : site.node().inputs()) {
      operands.add(name.isEmpty() ? null : constants.get(name));
    }
    evaluate(site, operands, constants, Arena.ofAuto());
  }

  /** Interprets a node and stores its results by their names. */
  void evaluate(Site site, List<Tensor> operands, Map<String, Tensor> results, Arena arena) {
    OnnxNode node = site.node();
    List<Tensor> computed;
    try {
      computed = Operators.evaluate(node, site.opset(), operands, arena);
    } catch (LanewiseException e) {
      throw new LanewiseException(model.path() + ": " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new LanewiseException(
          "%s: %s: not enough memory for its result; the model or its input is too large"
              .formatted(model.path(), node.label()),
          e);
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      if (node.hasOutput(i)) {
        if (i >= computed.size()) {
          throw new LanewiseException(
              "%s: %s: its output %s is wanted, but only the first %d are computed"
                  .formatted(
                      model.path(),
                      node.label(),
                      ErrorText.quote(node.outputs().get(i)),
                      computed.size()));
        }
        results.put(node.outputs().get(i), computed.get(i));
      }
    }
  }

  /** The compilation of one stage. */
  private final class Pass {
    private final Map<String, Tensor> constants;
    private final Map<String, Tensor> live;
    private final Segment segment = new Segment(model.path());
    private final List<Stage.Interpreted> interpreted = new ArrayList<>();
    private final Set<String> interpretedValues = new HashSet<>();
    private final List<Site> rest = new ArrayList<>();
    private final Set<String> later = new HashSet<>();

    Pass(Map<String, Tensor> constants, Map<String, Tensor> live) {
      this.constants = new HashMap<>(constants);
      this.live = live;
      live.forEach(
          (name, tensor) -> {
            if (isStructural(name, tensor)) {
              this.constants.put(name, copy(tensor));
            }
          });
    }

    Stage compile(List<Site> sites) {
      sites.forEach(this::place);
      Optional<StageCache> next =
          rest.isEmpty()
              ? Optional.empty()
              : Optional.of(new StageCache(StageCompiler.this, rest, constants));
      return new Stage(constants, plan(), interpreted, next);
    }

    private void place(Site site) {
      OnnxNode node = site.node();
      List<String> inputs = given(node);
      if (inputs.stream().anyMatch(later::contains)) {
        defer(site);
      } else if (constants.keySet().containsAll(inputs)) {
        fold(site, constants);
      } else if (inputs.stream().anyMatch(interpretedValues::contains)) {
        // Its shapes are not known yet; that does not matter if it is to be interpreted anyway.
        if (Translators.knows(node.domain(), node.opType())) {
          defer(site);
        } else {
          interpret(site, "the engine's graph has no such operation");
        }
      } else if (!foldShape(node)) {
        translate(site);
      }
    }

    private void translate(Site site) {
      try {
        Translation.translate(site.node(), site.opset(), segment, this::known)
            .ifPresent(reason -> interpret(site, reason));
      } catch (LanewiseException e) {
        throw new LanewiseException(model.path() + ": " + e.getMessage(), e);
      }
    }

    private void defer(Site site) {
      rest.add(site);
      later.addAll(site.node().outputs());
    }

    private void interpret(Site site, String reason) {
      interpreted.add(new Stage.Interpreted(site, reason));
      interpretedValues.addAll(site.node().outputs());
    }

    /** The shape of a value is known, though the value is not. */
    private boolean foldShape(OnnxNode node) {
      boolean shape = node.opType().equals("Shape");
      boolean usual = node.hasInput(0) && node.outputs().size() == 1;
      if (!usual || !node.domain().isEmpty() || !shape && !node.opType().equals("Size")) {
        return false;
      }
      Shape of = known(node.inputs().get(0)).shape();
      long[] dims = of.dims();
      int start = bound(node.integer("start", 0), dims.length);
      int end = bound(node.integer("end", dims.length), dims.length);
      long[] part = Arrays.copyOfRange(dims, start, Math.max(start, end));
      constants.put(
          node.outputs().get(0),
          shape
              ? Tensor.ofLongs(Shape.of(part.length), part)
              : Tensor.ofLongs(Shape.SCALAR, of.elementCount()));
      return true;
    }

    private static int bound(long axis, int rank) {
      return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    private Translation.Known known(String name) {
      Tensor constant = constants.get(name);
      if (constant != null) {
        return new Translation.Known(constant.dtype(), constant.shape(), Optional.of(constant));
      }
      if (segment.computes(name)) {
        return new Translation.Known(DType.F32, segment.shapeOf(name), Optional.empty());
      }
      Tensor tensor = live.get(name);
      return new Translation.Known(tensor.dtype(), tensor.shape(), Optional.empty());
    }

    private Optional<CompiledSegment> plan() {
      Set<String> wanted = new LinkedHashSet<>(outputs);
      interpreted.forEach(i -> wanted.addAll(i.site().node().inputs()));
      rest.forEach(site -> wanted.addAll(site.node().inputs()));
      wanted.removeIf(value -> !segment.computes(value));
      if (wanted.isEmpty()) {
        return Optional.empty();
      }
      WeightSource weights = WeightSource.of(segment.weights(), model.path());
      try (Model translated = Model.of(segment.graph(wanted), weights)) {
        return Optional.of(new CompiledSegment(translated.compile(options)));
      }
    }

    private static Tensor copy(Tensor tensor) {
      Tensor copy = Tensor.allocate(tensor.dtype(), tensor.shape(), Arena.ofAuto());
      copy.data().copyFrom(tensor.data());
      return copy;
    }
  }
}
