package dev.lanewise.bench.conv;

import dev.lanewise.bench.Targets;
import dev.lanewise.bench.timing.Statistics;
import dev.lanewise.kernels.ConvProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What the kernels shall reach on groups of problems, as parts of the peak.
 *
 * @param group what its problems have in common
 * @param atLeast the wanted part of the peak, as the median over the problems
 */
public record KernelTargets(String group, double atLeast, List<ConvProblem> problems) {
  /** Keeps a copy of the problems. */
  public KernelTargets {
    problems = List.copyOf(problems);
  }

  /** All groups. */
  public static List<KernelTargets> all() {
    SequencedMap<String, KernelTargets> groups = new LinkedHashMap<>();
    for (String[] row : Targets.table("kernels", 3)) {
      List<ConvProblem> one = List.of(ConvProblem.parse(row[2]));
      groups.merge(
          row[0], new KernelTargets(row[0], Double.parseDouble(row[1]), one), KernelTargets::with);
    }
    return List.copyOf(groups.sequencedValues());
  }

  /** The results of the fastest kernel of each problem of this group that was measured. */
  public List<KernelResult> fastest(Collection<KernelResult> results) {
    Map<ConvProblem, KernelResult> fastest = new LinkedHashMap<>();
    for (KernelResult result : results) {
      if (problems.contains(result.problem())) {
        fastest.merge(
            result.problem(),
            result,
            (a, b) -> Comparator.comparing(KernelResult::peakFraction).compare(a, b) < 0 ? b : a);
      }
    }
    return List.copyOf(fastest.values());
  }

  /** The results of the chosen kernel of each problem of this group that was measured. */
  public List<KernelResult> chosen(Collection<KernelResult> results) {
    return results.stream().filter(r -> r.chosen() && problems.contains(r.problem())).toList();
  }

  /** The median part of the peak over such results, at least one. */
  public static double medianFraction(List<KernelResult> results) {
    return Statistics.median(results.stream().mapToDouble(KernelResult::peakFraction).toArray());
  }

  private KernelTargets with(KernelTargets other) {
    if (atLeast != other.atLeast) {
      throw new IllegalStateException("targets of '" + group + "': two different numbers");
    }
    List<ConvProblem> both = new ArrayList<>(problems);
    both.addAll(other.problems);
    return new KernelTargets(group, atLeast, both);
  }
}
