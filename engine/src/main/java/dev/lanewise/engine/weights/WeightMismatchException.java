package dev.lanewise.engine.weights;

import dev.lanewise.engine.LanewiseException;
import java.util.List;

/**
 * The tensors of a weights file are not those that a graph wants.
 *
 * <p>The message has one line per problem, at most {@value #LISTED} of them; {@link #problems} has
 * all.
 */
public class WeightMismatchException extends LanewiseException {
  private static final long serialVersionUID = 1L;
  private static final int LISTED = 20;

  private final transient List<WeightProblem> problems;

  /** Creates the exception for these problems, at least one. */
  public WeightMismatchException(String source, String graph, List<WeightProblem> problems) {
    super(message(source, graph, problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem; empty after deserialisation. */
  public List<WeightProblem> problems() {
    return problems == null ? List.of() : problems;
  }

  private static String message(String source, String graph, List<WeightProblem> problems) {
    StringBuilder text = new StringBuilder();
    text.append(source).append(": does not fit ").append(graph).append(", ");
    text.append(problems.size()).append(problems.size() == 1 ? " problem:" : " problems:");
    problems.stream().limit(LISTED).forEach(problem -> text.append("\n  ").append(problem));
    if (problems.size() > LISTED) {
      text.append("\n  and ").append(problems.size() - LISTED).append(" more");
    }
    return text.toString();
  }
}
