package dev.lanewise.engine.onnx;

import dev.lanewise.engine.format.ModelFormatException;
import dev.lanewise.engine.format.io.ErrorText;
import dev.lanewise.engine.format.onnx.OnnxGraph;
import dev.lanewise.engine.format.onnx.OnnxNode;
import dev.lanewise.engine.format.onnx.OnnxProto;
import dev.lanewise.engine.format.onnx.OnnxValue;
import dev.lanewise.engine.onnx.operator.Operators;
import dev.lanewise.engine.onnx.translate.Translators;
import dev.lanewise.engine.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The graph of a model, checked: no functions, only nodes that an output needs, in an order of
 * execution, every value defined once.
 *
 * @param path of the file, for messages
 * @param sites the nodes
 * @param initializers the constants of the file
 * @param inputs what the caller gives: the graph's inputs without its initializers
 * @param outputs what the caller gets
 */
record ModelGraph(
    String path,
    List<Site> sites,
    Map<String, Tensor> initializers,
    List<OnnxValue> inputs,
    List<OnnxValue> outputs) {

  /**
   * Checks the graph of a file.
   *
   * @throws UnsupportedOperatorsException if there are operators that nobody computes
   * @throws ModelFormatException if the graph is inconsistent
   */
  static ModelGraph of(String path, OnnxProto proto) {
    OnnxGraph graph = proto.graph();
    List<Site> all = FunctionInliner.inline(path, proto);
    Map<String, Integer> producers = producers(path, graph, all);
    List<Site> sites = sorted(path, graph, all, producers);
    List<OnnxNode> unknown = sites.stream().map(Site::node).filter(node -> !isKnown(node)).toList();
    if (!unknown.isEmpty()) {
      throw new UnsupportedOperatorsException(path, unknown);
    }
    return new ModelGraph(
        path,
        sites,
        graph.initializers(),
        graph.inputs().stream().filter(i -> !graph.initializers().containsKey(i.name())).toList(),
        graph.outputs());
  }

  private static boolean isKnown(OnnxNode node) {
    return Operators.supports(node.domain(), node.opType())
        || Translators.knows(node.domain(), node.opType());
  }

  private static Map<String, Integer> producers(String path, OnnxGraph graph, List<Site> sites) {
    Set<String> given = new HashSet<>(graph.initializers().keySet());
    graph.inputs().forEach(input -> given.add(input.name()));
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < sites.size(); i++) {
      for (String output : sites.get(i).node().outputs()) {
        if (!output.isEmpty()
            && (given.contains(output) || producers.putIfAbsent(output, i) != null)) {
          throw new ModelFormatException(
              "%s: %s: the value %s is defined twice"
                  .formatted(path, sites.get(i).node().label(), ErrorText.quote(output)));
        }
      }
    }
    given.forEach(name -> producers.put(name, -1));
    return producers;
  }

  /** The nodes that outputs need, each behind those that it needs: a search in depth. */
  private static List<Site> sorted(
      String path, OnnxGraph graph, List<Site> sites, Map<String, Integer> producers) {
    List<Site> order = new ArrayList<>();
    int[] state = new int[sites.size()]; // 0 new, 1 entered, 2 done
    Deque<Integer> stack = new ArrayDeque<>();
    for (OnnxValue output : graph.outputs()) {
      push(stack, state, producer(path, "the graph", output.name(), producers));
      while (!stack.isEmpty()) {
        int at = stack.peek();
        if (state[at] == 0) {
          state[at] = 1;
          OnnxNode node = sites.get(at).node();
          for (String input : node.inputs().reversed()) {
            int producer = input.isEmpty() ? -1 : producer(path, node.label(), input, producers);
            if (producer >= 0 && state[producer] == 1) {
              throw new ModelFormatException(
                  "%s: %s: its result depends on itself".formatted(path, node.label()));
            }
            push(stack, state, producer);
          }
        } else {
          stack.pop();
          if (state[at] == 1) {
            state[at] = 2;
            order.add(sites.get(at));
          }
        }
      }
    }
    return order;
  }

  private static void push(Deque<Integer> stack, int[] state, int node) {
    if (node >= 0 && state[node] == 0) {
      stack.push(node);
    }
  }

  private static int producer(
      String path, String reader, String value, Map<String, Integer> producers) {
    Integer producer = producers.get(value);
    if (producer == null) {
      throw new ModelFormatException(
          "%s: %s wants the value %s, which nothing defines"
              .formatted(path, reader, ErrorText.quote(value)));
    }
    return producer;
  }
}
