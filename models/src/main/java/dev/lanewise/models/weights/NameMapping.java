package dev.lanewise.models.weights;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * What others call the tensors of some networks.
 *
 * @param title whose names these are, for messages
 * @param models patterns of model names, with {@code *} for anything
 * @param passes rules, of which each pass applies one to a name, if one fits
 */
record NameMapping(String title, List<String> models, List<List<NameRule>> passes) {
  /** Names longer than this are not looked at. */
  private static final int MAX_LENGTH = 512;

  NameMapping {
    models = List.copyOf(models);
    passes = passes.stream().map(List::copyOf).toList();
  }

  /** A name of ours, and what becomes of the tensor. */
  record Mapped(String name, TensorChange change) {}

  boolean isFor(String model) {
    return models.stream()
        .map(pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q"))
        .anyMatch(model::matches);
  }

  /**
   * Our name for one of theirs; the same name if no rule fits, nothing if rules contradict each
   * other.
   */
  Optional<Mapped> toOurs(String name) {
    Mapped mapped = new Mapped(name, TensorChange.NONE);
    for (List<NameRule> pass : passes) {
      Optional<Mapped> next = apply(pass, mapped, NameRule::toOurs);
      if (next.isEmpty()) {
        return next;
      }
      mapped = next.get();
    }
    return Optional.of(mapped);
  }

  /** Their name for one of ours, under the same conditions. */
  Optional<Mapped> toTheirs(String name) {
    Mapped mapped = new Mapped(name, TensorChange.NONE);
    for (List<NameRule> pass : passes.reversed()) {
      Optional<Mapped> next = apply(pass, mapped, NameRule::toTheirs);
      if (next.isEmpty()) {
        return next;
      }
      mapped = next.get();
    }
    return Optional.of(mapped);
  }

  private static Optional<Mapped> apply(
      List<NameRule> pass,
      Mapped before,
      BiFunction<NameRule, String, Optional<String>> direction) {
    if (before.name().length() > MAX_LENGTH) {
      return Optional.of(before);
    }
    Mapped after = null;
    for (NameRule rule : pass) {
      Optional<String> name = direction.apply(rule, before.name());
      if (name.isPresent()) {
        if (after != null && !after.name().equals(name.get())) {
          return Optional.empty();
        }
        TensorChange change = rule.change() == TensorChange.NONE ? before.change() : rule.change();
        after = new Mapped(name.get(), change);
      }
    }
    return Optional.of(after == null ? before : after);
  }
}
