package org.bayesagg.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A call that did not succeed, after all repetitions that could help. */
public final class AggregationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final ErrorReason reason;
  private final String rawReason;
  private final transient List<FieldViolation> violations;
  private final transient Map<String, String> metadata;
  private final transient Duration retryAfter;
  private final String hint;

  AggregationException(
      String message,
      String code,
      ErrorReason reason,
      String rawReason,
      List<FieldViolation> violations,
      Map<String, String> metadata,
      Duration retryAfter,
      String hint,
      Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.rawReason = rawReason;
    this.violations = List.copyOf(violations);
    this.metadata = Map.copyOf(metadata);
    this.retryAfter = retryAfter;
    this.hint = hint;
  }

  /** The same error with the stack of the thread that waited for it. */
  AggregationException rethrown() {
    return new AggregationException(
        getMessage(), code, reason, rawReason, violations, metadata, retryAfter, hint, this);
  }

  /** The gRPC status code's name, such as {@code INVALID_ARGUMENT}. */
  public String code() {
    return code;
  }

  /** Why, for programs. */
  public ErrorReason reason() {
    return reason;
  }

  /** The server's own word for the reason; empty where it gave none. */
  public String rawReason() {
    return rawReason;
  }

  /** Each wrong field of the request. */
  public List<FieldViolation> violations() {
    return violations;
  }

  /** What the error is about, for programs. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** When sending again may help, where the server said so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** What a person can do about it; empty where nothing is known. */
  public String hint() {
    return hint;
  }
}
