package org.bayesagg.service.grpc;

import java.time.Duration;
import java.util.Map;

/** A limit of the server's that is not a session's own. Nothing was counted. */
final class LimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Which one; stable for machines. */
  enum Reason {
    /** More contributions a second than one identity may send. */
    RATE_LIMITED,
    /** More contributions at a time than the server takes, over all sessions. */
    TOO_MANY_STEPS,
    /** More bytes of contributions at a time than the server holds, over all sessions. */
    TOO_MANY_BYTES,
    /** A stream on which nothing came for long. */
    STREAM_IDLE,
    /** A message that was not finished, or an answer that was not read. */
    CALL_STALLED
  }

  private final Reason reason;
  private final transient Map<String, String> metadata;
  private final transient Duration retryAfter;

  LimitException(Reason reason, String message, Map<String, String> metadata, Duration retryAfter) {
    super(message);
    this.reason = reason;
    this.metadata = Map.copyOf(metadata);
    this.retryAfter = retryAfter;
  }

  Reason reason() {
    return reason;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
