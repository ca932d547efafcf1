package org.bayesagg.service.session;

import java.time.Duration;
import java.util.Map;

/** A call that a session refuses; nothing has changed. Its reason is stable for machines. */
public final class SessionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; each has its status on the wire. */
  public enum Reason {
    /** No such session. */
    SESSION_NOT_FOUND,
    /** The name is in use. */
    SESSION_EXISTS,
    /** The worker was built for another configuration. */
    FINGERPRINT_MISMATCH,
    /** A step at or below the worker's last one that is no longer kept. */
    STEP_ORDER,
    /** An epoch behind the worker's last one, or ahead of what may begin. */
    EPOCH_ORDER,
    /** The name of a counted contribution with other content. */
    CONTRIBUTION_DIFFERS,
    /** Contributions of one shard overlap in tasks or differ in their number of examples. */
    SHARD_CONFLICT,
    /** A posterior was asked for in warm-up. */
    NO_PRIOR,
    /** The footprint does not fit the server. */
    FOOTPRINT_TOO_LARGE,
    /** The server has as many sessions as it may. */
    TOO_MANY_SESSIONS,
    /** The session has as many workers as it may. */
    TOO_MANY_WORKERS,
    /** The session has as many waiting contributions as it may. */
    QUEUE_FULL,
    /** The step would have more examples than the session was created for. */
    TOO_MANY_EXAMPLES,
    /** The stored epoch has no room. */
    EPOCH_FULL,
    /** Too few workers came by the step's deadline. */
    QUORUM_MISSED,
    /** A precision could not be factored. */
    PRECISION_NOT_POSITIVE_DEFINITE,
    /** The server is draining. */
    DRAINING,
    /** The server cannot keep what it counts, or is reading the session anew. */
    STORAGE_FAILED,
    /** What only synchronous steps have was asked of another session. */
    NOT_SYNCHRONOUS,
    /** The worker has had an answer that the session does not know of. */
    SERVER_BEHIND,
    /** What is kept of the session cannot be read, or is less than what was acknowledged. */
    SESSION_SET_ASIDE,
    /** The GPU is gone, and no CPU may take its place. */
    ENGINE_LOST,
    /** The GPU has no room, and no CPU may take its place. */
    ENGINE_FULL
  }

  private final Reason reason;
  private final transient Map<String, String> metadata;
  private final transient Duration retryAfter;

  /**
   * A refusal.
   *
   * @param message one sentence: what is wrong and the way out
   * @param metadata what it is about, for machines
   * @param retryAfter when sending again may help; null where it does not
   */
  public SessionException(
      Reason reason, String message, Map<String, String> metadata, Duration retryAfter) {
    super(message);
    this.reason = reason;
    this.metadata = Map.copyOf(metadata);
    this.retryAfter = retryAfter;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** What it is about. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** When sending again may help, or null. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
