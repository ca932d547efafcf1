package org.bayesagg.service.grpc;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.bayesagg.math.NoPriorException;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.linalg.NotPositiveDefiniteException;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.math.spec.InvalidSpecException;
import org.bayesagg.math.spec.Violation;
import org.bayesagg.service.access.AccessDeniedException;
import org.bayesagg.service.codec.FieldReason;
import org.bayesagg.service.codec.FieldViolation;
import org.bayesagg.service.codec.InvalidRequestException;
import org.bayesagg.service.codec.TooLargeException;
import org.bayesagg.service.codec.UnknownTaskException;
import org.bayesagg.service.session.NewerVersionException;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionException.Reason;
import org.bayesagg.service.session.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where exceptions become statuses of the wire, row by row of the error table. */
public final class StatusMapping {
  /** All that a caller learns of a fault of the server's own. */
  static final String INTERNAL_TEXT = "internal error; the server's log has the cause";

  private static final Logger LOG = LoggerFactory.getLogger(StatusMapping.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private StatusMapping() {}

  /** What a call ends with. */
  public static StatusRuntimeException toException(Throwable thrown) {
    return StatusProto.toStatusRuntimeException(toStatus(thrown));
  }

  /** The status with its details. */
  public static Status toStatus(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof SessionException e) {
      return refused(e);
    }
    if (cause instanceof InvalidRequestException e) {
      return ErrorDetails.badRequest(e.violations());
    }
    if (cause instanceof InvalidBatchException e) {
      return ErrorDetails.badRequest(named(FieldReason.TENSOR_VALUE, e.violations()));
    }
    if (cause instanceof InvalidSpecException e) {
      return ErrorDetails.badRequest(named(FieldReason.CONFIG_INVALID, e.violations()));
    }
    if (cause instanceof UnknownTaskException e) {
      return ErrorDetails.resource(
          Code.NOT_FOUND,
          RefusalReasons.TASK_NOT_FOUND,
          e.getMessage(),
          "task",
          Map.of("task", e.task()));
    }
    if (cause instanceof TooLargeException e) {
      return ErrorDetails.quota(
          e.reason().name(), e.getMessage(), counts("bytes", e.bytes(), e.limit()), null);
    }
    if (cause instanceof EpochFullException e) {
      return ErrorDetails.quota(
          Reason.EPOCH_FULL.name(), e.getMessage(), counts("examples", e.asked(), e.limit()), null);
    }
    if (cause instanceof NoPriorException e) {
      return ErrorDetails.precondition(Reason.NO_PRIOR.name(), e.getMessage(), Map.of());
    }
    if (cause instanceof NotPositiveDefiniteException e) {
      return ErrorDetails.precondition(
          Reason.PRECISION_NOT_POSITIVE_DEFINITE.name(),
          e.getMessage(),
          Map.of("task", e.what(), "last_jitter", String.valueOf(e.lastJitter())));
    }
    if (cause instanceof NewerVersionException e) {
      return ErrorDetails.precondition(RefusalReasons.FILE_TOO_NEW, e.getMessage(), Map.of());
    }
    if (cause instanceof StorageException e) {
      return ErrorDetails.retry(
          Code.UNAVAILABLE, Reason.STORAGE_FAILED.name(), e.getMessage(), Map.of(), RETRY_AFTER);
    }
    if (cause instanceof AccessDeniedException e) {
      return ErrorDetails.plain(
          e.reason() == AccessDeniedException.Reason.UNAUTHENTICATED
              ? Code.UNAUTHENTICATED
              : Code.PERMISSION_DENIED,
          e.reason().name(),
          e.getMessage());
    }
    if (cause instanceof LimitException e) {
      return limited(e);
    }
    LOG.error("a call failed through the server's own fault", cause);
    return ErrorDetails.plain(Code.INTERNAL, Code.INTERNAL.name(), INTERNAL_TEXT);
  }

  private static Status refused(SessionException e) {
    String reason = e.reason().name();
    String message = e.getMessage();
    return switch (e.reason()) {
      case SESSION_NOT_FOUND ->
          ErrorDetails.resource(Code.NOT_FOUND, reason, message, "session", e.metadata());
      case SESSION_EXISTS ->
          ErrorDetails.resource(Code.ALREADY_EXISTS, reason, message, "session", e.metadata());
      case FINGERPRINT_MISMATCH,
          STEP_ORDER,
          EPOCH_ORDER,
          CONTRIBUTION_DIFFERS,
          SHARD_CONFLICT,
          NO_PRIOR,
          SESSION_SET_ASIDE,
          SERVER_BEHIND,
          NOT_SYNCHRONOUS,
          PRECISION_NOT_POSITIVE_DEFINITE ->
          ErrorDetails.precondition(reason, message, e.metadata());
      case FOOTPRINT_TOO_LARGE,
          TOO_MANY_SESSIONS,
          TOO_MANY_WORKERS,
          QUEUE_FULL,
          TOO_MANY_EXAMPLES,
          EPOCH_FULL,
          ENGINE_FULL ->
          ErrorDetails.quota(reason, message, e.metadata(), e.retryAfter());
      case QUORUM_MISSED ->
          ErrorDetails.retry(Code.ABORTED, reason, message, e.metadata(), retryAfter(e));
      case DRAINING, STORAGE_FAILED, ENGINE_LOST ->
          ErrorDetails.retry(Code.UNAVAILABLE, reason, message, e.metadata(), retryAfter(e));
    };
  }

  private static Status limited(LimitException e) {
    String reason = e.reason().name();
    return switch (e.reason()) {
      case RATE_LIMITED, TOO_MANY_STEPS, TOO_MANY_BYTES ->
          ErrorDetails.quota(reason, e.getMessage(), e.metadata(), e.retryAfter());
      // The stream can be opened again, the call made again.
      case STREAM_IDLE, CALL_STALLED ->
          ErrorDetails.retry(Code.UNAVAILABLE, reason, e.getMessage(), e.metadata(), RETRY_AFTER);
    };
  }

  private static Duration retryAfter(SessionException e) {
    return e.retryAfter() == null ? RETRY_AFTER : e.retryAfter();
  }

  private static List<FieldViolation> named(FieldReason reason, List<Violation> violations) {
    return violations.stream().map(wrong -> new FieldViolation(reason, "", wrong)).toList();
  }

  private static Map<String, String> counts(String unit, long came, long limit) {
    return Map.of(unit, String.valueOf(came), "limit", String.valueOf(limit));
  }

  private static Throwable unwrap(Throwable thrown) {
    boolean wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return wrapped && thrown.getCause() != null ? unwrap(thrown.getCause()) : thrown;
  }
}
