package org.bayesagg.client;

/** Why a call was refused; {@link AggregationException#rawReason} has the server's own word. */
public enum ErrorReason {
  /** A configuration, contribution or request is wrong; see the field violations. */
  INVALID_INPUT,
  /** No such session. */
  SESSION_NOT_FOUND,
  /** The session's name is in use. */
  SESSION_EXISTS,
  /** This worker was built for another configuration. */
  FINGERPRINT_MISMATCH,
  /** A step at or below the worker's last one whose answer is no longer kept. */
  STEP_ORDER,
  /** An epoch behind the worker's last one, or ahead of what may begin. */
  EPOCH_ORDER,
  /** No such task in the session. */
  TASK_NOT_FOUND,

  /** The name of a counted contribution with other content. */
  CONTRIBUTION_DIFFERS,
  /** Contributions of one shard overlap in tasks or differ in their number of examples. */
  SHARD_CONFLICT,
  /** A posterior or prediction was asked for in warm-up. */
  NO_PRIOR,
  /** The session's memory does not fit the server. */
  FOOTPRINT_TOO_LARGE,
  /** The server has as many sessions as it may. */
  TOO_MANY_SESSIONS,
  /** The session has as many workers as it may. */
  TOO_MANY_WORKERS,
  /** The session has as many waiting contributions as it may. */
  QUEUE_FULL,
  /** This caller sends more contributions a second than it may. */
  RATE_LIMITED,
  /** The server works on as many contributions as it takes at a time. */
  TOO_MANY_STEPS,
  /** The server holds as many bytes of contributions as it may at a time. */
  TOO_MANY_BYTES,
  /** Nothing was sent on a stream for long; the client opens another by itself. */
  STREAM_IDLE,
  /** A message was not finished, or an answer not read, for long. */
  CALL_STALLED,
  /** The step would have more examples than the session was created for. */
  TOO_MANY_EXAMPLES,
  /** The contribution's arrays are over the server's limit. */
  CONTRIBUTION_TOO_LARGE,

  /** The answer is over the limit of a unary message. */
  ANSWER_TOO_LARGE,

  /** The stored epoch of EXACT_EPOCH has no room. */
  EPOCH_FULL,
  /** Too few workers came by the step's deadline. */
  QUORUM_MISSED,
  /** A precision could not be factored; the metadata name the task and the last jitter. */
  PRECISION_NOT_POSITIVE_DEFINITE,
  /** What only synchronous steps have was asked of another session. */
  NOT_SYNCHRONOUS,
  /** The server has lost what this worker had the answer of; it does not count on in silence. */
  SERVER_BEHIND,
  /** What the server keeps of the session is damaged; its operator has to decide. */
  SESSION_SET_ASIDE,
  /** The server's disk is full or broken; nothing was counted. */
  STORAGE_FAILED,
  /** The server's GPU is gone; nothing was counted. */
  ENGINE_LOST,
  /** The server's GPU has no room for the session. */
  ENGINE_FULL,
  /** The server is going down. */
  DRAINING,
  /** No credentials, or wrong ones. */
  UNAUTHENTICATED,

  /** No right to the session. */
  PERMISSION_DENIED,

  /** The server's fault; sending again is safe. */
  INTERNAL,

  /** No server answered at the address. */
  UNREACHABLE,
  /** Whoever answers at the address has no certificate that is trusted for it. */
  UNTRUSTED,
  /** The call's time was up. */
  DEADLINE,
  /** The client or session handle was closed. */
  CLOSED,
  /** The calling thread was interrupted while it waited. */
  INTERRUPTED,

  /** The server broke the contract. */
  PROTOCOL,
  /** Another reason. */
  OTHER
}
