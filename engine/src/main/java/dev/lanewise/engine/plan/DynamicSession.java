package dev.lanewise.engine.plan;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.engine.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Sessions of one thread for inputs of changing shapes.
 *
 * <p>The sessions of the last {@value #SESSIONS} sets of shapes are kept, so that a run of one of
 * these allocates nothing. Serves one thread at a time.
 */
public final class DynamicSession implements AutoCloseable {
  private static final int SESSIONS = 4;

  private final DynamicPlan plan;
  private final SequencedMap<Map<String, Shape>, Session> sessions = new LinkedHashMap<>();
  private boolean closed;

  DynamicSession(DynamicPlan plan) {
    this.plan = plan;
  }

  /**
   * The session for inputs of these shapes; it is closed with this one, or by it when {@value
   * #SESSIONS} other shapes were used since.
   *
   * @param shapes of inputs; those left out have their usual shape
   * @throws LanewiseException if an input is unknown, or the network does not fit the shapes
   * @throws IllegalStateException if this is closed
   */
  public Session at(Map<String, Shape> shapes) {
    if (closed) {
      throw new IllegalStateException("dynamic session of " + plan.name() + ": closed");
    }
    Session session = sessions.remove(shapes);
    if (session == null) {
      session = plan.newSession(shapes);
    }
    sessions.putLast(Map.copyOf(shapes), session);
    if (sessions.size() > SESSIONS) {
      sessions.pollFirstEntry().getValue().close();
    }
    return session;
  }

  /** The session for a network of one input. */
  public Session at(Shape shape) {
    return at(plan.only(shape));
  }

  /** Closes all sessions. May be called twice. */
  @Override
  public void close() {
    closed = true;
    sessions.values().forEach(Session::close);
    sessions.clear();
  }
}
