package org.bayesagg.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bayesagg.v1.StreamedError;

/** Statuses of calls and errors in streams to the one exception of this client. */
final class ErrorDecoder {
  private final String target;

  ErrorDecoder(String target) {
    this.target = target;
  }

  /** How a call ended. */
  AggregationException decode(Status status, Metadata trailers) {
    com.google.rpc.Status rich = StatusProto.fromStatusAndTrailers(status, trailers);
    return decode(status.getCode(), rich, new StatusRuntimeException(status, trailers));
  }

  /** How a contribution on a stream ended. */
  AggregationException decode(StreamedError error) {
    com.google.rpc.Status rich =
        com.google.rpc.Status.newBuilder()
            .setCode(error.getCode())
            .setMessage(error.getMessage())
            .addAllDetails(error.getDetailsList())
            .build();
    return decode(Status.fromCodeValue(error.getCode()).getCode(), rich, null);
  }

  /** An error that this side found. */
  AggregationException local(Status.Code code, ErrorReason reason, String message) {
    return new AggregationException(
        message, code.name(), reason, "", List.of(), Map.of(), null, hint(reason, List.of()), null);
  }

  private AggregationException decode(
      Status.Code code, com.google.rpc.Status rich, Throwable cause) {
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    List<FieldViolation> violations = new ArrayList<>();
    List<String> waysOut = new ArrayList<>();
    Duration retryAfter = null;
    for (Any detail : rich.getDetailsList()) {
      try {
        if (detail.is(ErrorInfo.class)) {
          info = detail.unpack(ErrorInfo.class);
        } else if (detail.is(RetryInfo.class)) {
          retryAfter = AnswerDecoder.duration(detail.unpack(RetryInfo.class).getRetryDelay());
        } else if (detail.is(BadRequest.class)) {
          for (BadRequest.FieldViolation violation :
              detail.unpack(BadRequest.class).getFieldViolationsList()) {
            violations.add(
                new FieldViolation(
                    violation.getField(), violation.getDescription(), violation.getReason()));
          }
        } else if (detail.is(QuotaFailure.class)) {
          detail
              .unpack(QuotaFailure.class)
              .getViolationsList()
              .forEach(violation -> waysOut.add(violation.getDescription()));
        } else if (detail.is(PreconditionFailure.class)) {
          detail
              .unpack(PreconditionFailure.class)
              .getViolationsList()
              .forEach(violation -> waysOut.add(violation.getDescription()));
        }
      } catch (InvalidProtocolBufferException e) {
        // A detail that cannot be read takes nothing from the rest of the error.
        waysOut.add("(an unreadable " + detail.getTypeUrl() + ")");
      }
    }
    ErrorReason told = reason(code, info.getReason());
    ErrorReason reason =
        told == ErrorReason.UNREACHABLE && isUntrusted(cause) ? ErrorReason.UNTRUSTED : told;
    waysOut.removeIf(way -> way.isEmpty() || rich.getMessage().contains(way));
    return new AggregationException(
        message(rich.getMessage(), reason),
        code.name(),
        reason,
        info.getReason(),
        violations,
        info.getMetadataMap(),
        retryAfter,
        hint(reason, waysOut),
        cause);
  }

  private String message(String message, ErrorReason reason) {
    if (reason == ErrorReason.DEADLINE) {
      return "no answer from " + target + " in time";
    }
    if (reason == ErrorReason.UNTRUSTED) {
      return "the certificate of " + target + " is not trusted";
    }
    if (reason == ErrorReason.UNREACHABLE) {
      return "no answer from " + target + (message.isEmpty() ? "" : ": " + message);
    }
    return message.isEmpty() ? "the server gave no message" : message;
  }

  /** Whether a connection ended over the server's certificate: that does not pass by itself. */
  private static boolean isUntrusted(Throwable error) {
    Throwable each = error;
    while (each != null && !(each instanceof CertificateException)) {
      each = each.getCause();
    }
    return each != null;
  }

  private static ErrorReason reason(Status.Code code, String raw) {
    for (ErrorReason reason : ErrorReason.values()) {
      if (reason.name().equals(raw)) {
        return reason;
      }
    }
    return switch (code) {
      case INVALID_ARGUMENT -> ErrorReason.INVALID_INPUT;
      case UNAUTHENTICATED -> ErrorReason.UNAUTHENTICATED;
      case PERMISSION_DENIED -> ErrorReason.PERMISSION_DENIED;
      case INTERNAL -> ErrorReason.INTERNAL;
      case DEADLINE_EXCEEDED -> ErrorReason.DEADLINE;
      case UNAVAILABLE -> raw.isEmpty() ? ErrorReason.UNREACHABLE : ErrorReason.OTHER;
      default -> ErrorReason.OTHER;
    };
  }

  private String hint(ErrorReason reason, List<String> waysOut) {
    if (!waysOut.isEmpty()) {
      return String.join("; ", waysOut);
    }
    return switch (reason) {
      case UNREACHABLE -> "is a server running at " + target + "? `bayesagg serve` starts one";
      case UNTRUSTED ->
          "trust the authority that made its certificate, which has to name the host that is called";
      case DEADLINE -> "give the call more time, or see whether the server or a worker hangs";
      case SESSION_NOT_FOUND -> "`bayesagg sessions list` shows the sessions there are";
      case SESSION_EXISTS -> "choose another name, or join the session that has it";
      case FINGERPRINT_MISMATCH -> "give every worker of a session the same options";
      case STEP_ORDER, EPOCH_ORDER -> "ask where the session stands and go on from there";
      case CONTRIBUTION_DIFFERS -> "one name for each worker, and a new step for new content";
      case NO_PRIOR -> "a prior stands after the warm-up's epochs have been finished";
      case TOO_MANY_EXAMPLES -> "create the session with a larger maxExamplesPerStep";
      case UNAUTHENTICATED -> "give a valid token or client certificate";
      case PERMISSION_DENIED ->
          "ask whoever runs the server to let this token or client certificate do it";
      default -> "";
    };
  }
}
