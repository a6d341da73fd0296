package dev.lanewise.engine.onnx;

import dev.lanewise.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The stages compiled for some nodes, by the shapes of the values that these read; the least
 * recently used ones are dropped. Thread-safe.
 */
final class StageCache implements AutoCloseable {
  private static final int MOST_STAGES = 16;

  private final StageCompiler compiler;
  private final List<Site> sites;
  private final Map<String, Tensor> constants;
  private final List<String> reads;
  private final Map<List<Object>, Stage> stages = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /**
   * Nothing is compiled yet.
   *
   * @param sites what is left to compute
   * @param constants all values known by now
   */
  StageCache(StageCompiler compiler, List<Site> sites, Map<String, Tensor> constants) {
    this.compiler = compiler;
    this.sites = sites;
    this.constants = constants;
    TreeSet<String> names = new TreeSet<>();
    sites.forEach(site -> names.addAll(site.node().inputs()));
    names.remove("");
    names.removeAll(constants.keySet());
    sites.forEach(site -> site.node().outputs().forEach(names::remove));
    this.reads = List.copyOf(names);
  }

  /**
   * The stage for these values, compiled now if there is none.
   *
   * @param values finds a value that has been computed
   */
  synchronized Stage get(Function<String, Tensor> values) {
    if (closed) {
      throw new IllegalStateException(compiler.path() + ": the model is closed");
    }
    Map<String, Tensor> live = new LinkedHashMap<>();
    List<Object> key = new ArrayList<>();
    for (String name : reads) {
      Tensor tensor = values.apply(name);
      live.put(name, tensor);
      key.add(tensor.dtype());
      key.add(tensor.shape());
      if (compiler.isStructural(name, tensor)) {
        key.add(content(tensor.data()));
      }
    }
    Stage stage = stages.get(key);
    if (stage == null) {
      stage = compiler.compile(sites, constants, live);
      stages.put(key, stage);
      if (stages.size() > MOST_STAGES) {
        Iterator<Stage> oldest = stages.values().iterator();
        oldest.next().close();
        oldest.remove();
      }
    }
    return stage;
  }

  private static ByteBuffer content(MemorySegment data) {
    return ByteBuffer.wrap(data.toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public synchronized void close() {
    closed = true;
    stages.values().forEach(Stage::close);
    stages.clear();
  }
}
