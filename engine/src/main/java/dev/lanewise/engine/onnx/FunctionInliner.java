package dev.lanewise.engine.onnx;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.onnx.OnnxAttribute;
import dev.lanewise.engine.format.onnx.OnnxFunction;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.format.onnx.OnnxProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replaces calls of functions that a file defines by their bodies. */
final class FunctionInliner {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NODES = 1_000_000;

  private final String path;
  private final Map<String, OnnxFunction> functions = new HashMap<>();
  private final List<Site> sites = new ArrayList<>();
  private int calls;

  private FunctionInliner(String path, OnnxProto proto) {
    this.path = path;
    for (OnnxFunction function : proto.functions()) {
      functions.put(key(function.domain(), function.name()), function);
    }
  }

  /** All nodes of a model, none of which calls a function. */
  static List<Site> inline(String path, OnnxProto proto) {
    FunctionInliner inliner = new FunctionInliner(path, proto);
    for (OnnxNode node : proto.graph().nodes()) {
      inliner.add(node, proto.opsets(), 0);
    }
    return inliner.sites;
  }

  private void add(OnnxNode node, Map<String, Long> opsets, int depth) {
    OnnxFunction function = functions.get(key(node.domain(), node.opType()));
    if (function != null) {
      call(node, function, depth);
      return;
    }
    requireRoom(node);
    long opset = opsets.getOrDefault(node.domain(), 1L);
    sites.add(new Site(node, Math.clamp(opset, 1, Integer.MAX_VALUE)));
  }

  /** Calls count too: functions without nodes may call each other more often than time allows. */
  private void requireRoom(OnnxNode node) {
    if (sites.size() + calls >= MAX_NODES) {
      throw new ModelFormatException(
          "%s: %s: functions unfold to more than %d nodes and calls, the limit"
              .formatted(path, node.label(), MAX_NODES));
    }
  }

  private void call(OnnxNode call, OnnxFunction function, int depth) {
    requireRoom(call);
    if (depth == MAX_DEPTH) {
      throw new ModelFormatException(
          "%s: %s: functions call each other more than %d deep; the file is damaged"
              .formatted(path, call.label(), MAX_DEPTH));
    }
    String prefix = function.name() + "#" + ++calls + "/";
    Map<String, String> names = new HashMap<>();
    bind(names, function.inputs(), call.inputs(), "");
    bind(names, function.outputs(), call.outputs(), prefix);
    for (OnnxNode node : function.nodes()) {
      List<String> inputs = node.inputs().stream().map(n -> rename(names, n, prefix)).toList();
      List<String> outputs = node.outputs().stream().map(n -> rename(names, n, prefix)).toList();
      add(
          new OnnxNode(
              prefix + node.name(),
              node.domain(),
              node.opType(),
              inputs,
              outputs,
              attributes(node, call, function)),
          function.opsets(),
          depth + 1);
    }
  }

  private static void bind(
      Map<String, String> names, List<String> inside, List<String> outside, String prefix) {
    for (int i = 0; i < inside.size(); i++) {
      String given = i < outside.size() ? outside.get(i) : "";
      if (!given.isEmpty() || prefix.isEmpty()) {
        names.put(inside.get(i), given);
      }
    }
  }

  private static String rename(Map<String, String> names, String name, String prefix) {
    return name.isEmpty() ? name : names.getOrDefault(name, prefix + name);
  }

  private static Map<String, OnnxAttribute> attributes(
      OnnxNode node, OnnxNode call, OnnxFunction function) {
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    node.attributes()
        .forEach(
            (name, value) -> {
              OnnxAttribute actual = value;
              if (value instanceof OnnxAttribute.Reference(String reference)) {
                actual = call.attributes().get(reference);
                actual = actual == null ? function.defaults().get(reference) : actual;
              }
              if (actual != null) {
                attributes.put(name, actual);
              }
            });
    return attributes;
  }

  private static String key(String domain, String name) {
    return domain + "." + name;
  }
}
