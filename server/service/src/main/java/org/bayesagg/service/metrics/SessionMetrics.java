package org.bayesagg.service.metrics;

import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionCounters;
import org.bayesagg.service.session.SessionListener;

/**
 * Follows the sessions for metrics. Thread-safe.
 *
 * <p>The number of series is bounded: a session that is created while as many as allowed have a
 * label of their own shares the label "(other)" for its life; so do the later tasks of a session.
 * The series of a deleted session go with it; what "(other)" has counted stays.
 */
public final class SessionMetrics implements SessionListener {
  /** The label of those without their own. No session or task can have this name. */
  static final String OTHER = "(other)";

  private final int maxSessions;
  private final StepMetrics phases;
  private final SessionCounters others = new SessionCounters();
  private final Map<Session, SessionSeries> living = new ConcurrentHashMap<>();
  private int labelled;

  /**
   * Metrics in a registry.
   *
   * @param maxSessions sessions with a label of their own
   * @param maxTasks tasks of a session with a label of their own
   */
  public SessionMetrics(
      CollectorRegistry registry, StepMetrics phases, int maxSessions, int maxTasks) {
    this.maxSessions = maxSessions;
    this.phases = phases;
    registry.register(new SessionCollector(this, maxTasks));
  }

  /** Every living session. */
  List<SessionSeries> living() {
    return new ArrayList<>(living.values());
  }

  /** What the sessions without a label of their own have counted, deleted ones included. */
  SessionCounters others() {
    return others;
  }

  @Override
  public synchronized void sessionCreated(Session session) {
    if (labelled < maxSessions) {
      labelled++;
      living.put(session, new SessionSeries(session, session.id(), new SessionCounters()));
    } else {
      living.put(session, new SessionSeries(session, OTHER, others));
    }
  }

  @Override
  public synchronized void sessionDeleted(Session session) {
    SessionSeries series = living.remove(session);
    if (series != null && series.hasOwnLabel()) {
      labelled--;
    }
  }

  @Override
  public void queued(Session session, int waiting) {
    with(session, series -> series.queued(waiting));
  }

  @Override
  public void stepDone(Session session, StepResult step, List<Answer> answers) {
    phases.step(step.nanos());
    answers.forEach(answer -> phases.queue(answer.queueNanos()));
    with(
        session,
        series -> {
          series.step(step);
          series.counters().step(answers.size(), step.jitter() > 0);
        });
  }

  @Override
  public void late(Session session, Answer answer) {
    with(session, series -> series.counters().late());
  }

  @Override
  public void duplicate(Session session, ContributionKey key) {
    with(session, series -> series.counters().duplicate());
  }

  @Override
  public void quorumMissed(Session session, long epoch, long step, int contributions) {
    with(session, series -> series.counters().quorumMissed());
  }

  @Override
  public void epochClosed(Session session, long epoch, boolean byDeadline) {
    with(session, series -> series.counters().epochClosed(byDeadline));
  }

  /** A session that has been deleted meanwhile has no series any more. */
  private void with(Session session, Consumer<SessionSeries> change) {
    SessionSeries series = living.get(session);
    if (series != null) {
      change.accept(series);
    }
  }
}
