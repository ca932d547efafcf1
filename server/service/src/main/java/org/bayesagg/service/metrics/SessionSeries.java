package org.bayesagg.service.metrics;

import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionCounters;

/** What is shown of one living session. Thread-safe. */
final class SessionSeries {
  /** Weight of the newest step in the mean. */
  private static final double NEW = 0.1;

  private final Session session;
  private final String label;
  private final SessionCounters counters;
  private volatile int queued;
  private volatile double stepSeconds;
  private volatile long steppedAt;
  private volatile double jitter;
  private volatile double[] weightShares = {};
  private volatile double[] gradientVariances = {};

  SessionSeries(Session session, String label, SessionCounters counters) {
    this.session = session;
    this.label = label;
    this.counters = counters;
  }

  Session session() {
    return session;
  }

  /** Whether the label is the session's own name. */
  boolean hasOwnLabel() {
    return !label.equals(SessionMetrics.OTHER);
  }

  /** The session's name, or that of all others. */
  String label() {
    return label;
  }

  SessionCounters counters() {
    return counters;
  }

  void queued(int waiting) {
    queued = waiting;
  }

  int queued() {
    return queued;
  }

  /** From one step to the next, about; 0 before the second. */
  double stepSeconds() {
    return stepSeconds;
  }

  private synchronized void pace() {
    long now = System.nanoTime();
    if (steppedAt != 0) {
      double seconds = (now - steppedAt) * 1e-9;
      stepSeconds = stepSeconds == 0 ? seconds : stepSeconds + NEW * (seconds - stepSeconds);
    }
    steppedAt = now;
  }

  void step(StepResult step) {
    pace();
    jitter = step.jitter();
    if (step.weightShares() != null) {
      weightShares = step.weightShares().clone();
    }
    if (step.meanGradientVariance() != null) {
      gradientVariances = step.meanGradientVariance().clone();
    }
  }

  /** Jitter of the last step. */
  double jitter() {
    return jitter;
  }

  /** Of the last step that had them, by task; empty before. */
  double[] weightShares() {
    return weightShares;
  }

  /** Of the last step, by task; NaN where there is none, empty before the first step. */
  double[] gradientVariances() {
    return gradientVariances;
  }
}
