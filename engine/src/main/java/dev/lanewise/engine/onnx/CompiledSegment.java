package dev.lanewise.engine.onnx;

import dev.lanewise.engine.plan.Plan;
import dev.lanewise.engine.plan.Session;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A plan and the sessions that nobody uses at the moment. Thread-safe. */
final class CompiledSegment implements AutoCloseable {
  private final Plan plan;
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  CompiledSegment(Plan plan) {
    this.plan = plan;
  }

  Plan plan() {
    return plan;
  }

  /** A session for one run. */
  Session borrow() {
    Session session = idle.poll();
    return session == null ? plan.newSession() : session;
  }

  void giveBack(Session session) {
    idle.push(session);
    if (closed) {
      closeIdle();
    }
  }

  /** Frees the plan as soon as the last session has come back. */
  @Override
  public void close() {
    closed = true;
    plan.close();
    closeIdle();
  }

  private void closeIdle() {
    for (Session session = idle.poll(); session != null; session = idle.poll()) {
      session.close();
    }
  }
}
