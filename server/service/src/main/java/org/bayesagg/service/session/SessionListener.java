package org.bayesagg.service.session;

import java.util.List;
import org.bayesagg.math.StepResult;

/**
 * Told what happens in the sessions, for metrics, logs and pages. Every method does nothing unless
 * overridden.
 *
 * <p>Called from many threads, never while a session's turn lasts; of one session, the calls for
 * two steps may overlap. Implementations should be quick; what they throw is logged and dropped.
 */
public interface SessionListener {
  /** Listens to nothing. */
  SessionListener NONE = new SessionListener() {};

  /** A session can be used. */
  default void sessionCreated(Session session) {}

  /** A session has ended and its memory is free. */
  default void sessionDeleted(Session session) {}

  /** The calls that now wait in the session, running ones included. */
  default void queued(Session session, int waiting) {}

  /**
   * A step has been counted.
   *
   * @param step of all shards; lent until the call returns
   * @param answers one for each contribution, by shard and worker
   */
  default void stepDone(Session session, StepResult step, List<Answer> answers) {}

  /** A step that was ready failed; nothing of it was counted. */
  default void stepFailed(Session session, ContributionKey key, Throwable why) {}

  /** A contribution counted as a batch of its own, after its step or epoch had closed. */
  default void late(Session session, Answer answer) {}

  /** A contribution was sent again; it adds nothing. */
  default void duplicate(Session session, ContributionKey key) {}

  /** A step closed at its deadline without its quorum, or was cut by draining. */
  default void quorumMissed(Session session, long epoch, long step, int contributions) {}

  /**
   * An epoch has closed.
   *
   * @param byDeadline some workers had not ended it
   */
  default void epochClosed(Session session, long epoch, boolean byDeadline) {}

  /** Whether to look at the next step; asked within the session's turn, so to be quick. */
  default boolean wantsInspection(Session session) {
    return false;
  }

  /** A step that was looked at has been counted. */
  default void inspected(Session session, Inspection inspection) {}

  /** One that tells all of them. */
  static SessionListener all(SessionListener... listeners) {
    return new AllListeners(List.of(listeners));
  }
}
