package dev.lanewise.models.weights;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.graph.Graph;
import dev.lanewise.engine.graph.Parameter;
import dev.lanewise.engine.tensor.Tensor;
import dev.lanewise.engine.weights.MissingTensorException;
import dev.lanewise.engine.weights.WeightSource;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A weights source whose tensors have the names of a built-in network. */
public final class FittedWeights implements WeightSource {
  /** What training and wrapping put in front of every name. */
  private static final List<String> PREFIXES =
      List.of("module.", "_orig_mod.", "model.", "net.", "network.", "backbone.");

  private record Entry(String stored, TensorChange change) {}

  private record Candidate(NameMapping mapping, SequencedMap<String, Entry> entries) {}

  private final WeightSource source;
  private final SequencedMap<String, Entry> entries;
  private final Arena arena = Arena.ofShared();
  private final Map<String, Tensor> changed = new ConcurrentHashMap<>();

  private FittedWeights(WeightSource source, SequencedMap<String, Entry> entries) {
    this.source = source;
    this.entries = Collections.unmodifiableSequencedMap(entries);
  }

  /**
   * Presents weights under the names of a network, if that is possible; else they stay as they are,
   * and binding them will list what differs.
   *
   * @param graph the network, of any size; only the names of its parameters matter
   * @param source taken over: closed with the result, or at once if this method throws
   * @throws LanewiseException if several mappings fit and do not agree
   */
  public static WeightSource of(Graph graph, WeightSource source) {
    try {
      if (covers(graph, source.names())) {
        return source;
      }
      SequencedMap<String, Entry> bare = withoutPrefixes(source);
      if (covers(graph, bare.keySet())) {
        return new FittedWeights(source, bare);
      }
      Candidate only = null;
      for (NameMapping mapping : NameMappings.all()) {
        Optional<SequencedMap<String, Entry>> mapped =
            mapping.isFor(graph.name()) ? map(mapping, bare) : Optional.empty();
        if (mapped.isPresent() && covers(graph, mapped.get().keySet())) {
          Candidate next = new Candidate(mapping, mapped.get());
          requireAgreement(only, next, graph, source);
          only = next;
        }
      }
      return only == null ? source : new FittedWeights(source, only.entries());
    } catch (Throwable failure) {
      source.close();
      throw failure;
    }
  }

  private static void requireAgreement(
      Candidate one, Candidate other, Graph graph, WeightSource source) {
    if (one != null && !one.entries().equals(other.entries())) {
      throw new LanewiseException(
          "%s: its names can be those of %s in two ways, as %s and as %s; rename the tensors"
              .formatted(
                  source.describe(), graph.name(), one.mapping().title(), other.mapping().title()));
    }
  }

  private static boolean covers(Graph graph, Set<String> names) {
    for (Map.Entry<String, Parameter> parameter : graph.parameters().entrySet()) {
      if (!parameter.getValue().optional() && !names.contains(parameter.getKey())) {
        return false;
      }
    }
    return true;
  }

  private static SequencedMap<String, Entry> withoutPrefixes(WeightSource source) {
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    source.names().forEach(name -> entries.put(name, new Entry(name, TensorChange.NONE)));
    while (true) {
      Optional<String> shared =
          PREFIXES.stream()
              .filter(
                  p ->
                      entries.keySet().stream()
                          .allMatch(name -> name.length() > p.length() && name.startsWith(p)))
              .findFirst();
      if (entries.isEmpty() || shared.isEmpty()) {
        return entries;
      }
      SequencedMap<String, Entry> shorter = new LinkedHashMap<>();
      entries.forEach((name, entry) -> shorter.put(name.substring(shared.get().length()), entry));
      entries.clear();
      entries.putAll(shorter);
    }
  }

  /** The names after a mapping; nothing if rules contradict each other or two names become one. */
  private static Optional<SequencedMap<String, Entry>> map(
      NameMapping mapping, SequencedMap<String, Entry> bare) {
    SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    for (var entry : bare.entrySet()) {
      Optional<NameMapping.Mapped> mapped = mapping.toOurs(entry.getKey());
      if (mapped.isEmpty()) {
        return Optional.empty();
      }
      Entry renamed = new Entry(entry.getValue().stored(), mapped.get().change());
      if (entries.put(mapped.get().name(), renamed) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(entries);
  }

  @Override
  public Set<String> names() {
    return entries.keySet();
  }

  @Override
  public Tensor get(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new MissingTensorException(this, name);
    }
    Tensor stored = source.get(entry.stored());
    return entry.change() == TensorChange.NONE
        ? stored
        : changed.computeIfAbsent(name, _ -> entry.change().apply(stored, arena));
  }

  @Override
  public String describe() {
    return source.describe();
  }

  @Override
  public Map<String, String> metadata() {
    return source.metadata();
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    source.close();
  }
}
