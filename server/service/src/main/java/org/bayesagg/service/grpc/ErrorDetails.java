package org.bayesagg.service.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bayesagg.service.codec.FieldViolation;

/**
 * Builds statuses with their details. ErrorInfo is always the first one.
 *
 * <p>A status travels in the trailers, of which stock clients accept 8 KiB; texts and lists are cut
 * to stay well below.
 */
final class ErrorDetails {
  static final String DOMAIN = "bayesagg";

  private static final int MAX_MESSAGE = 400;
  private static final int MAX_FIELD = 200;
  private static final int MAX_METADATA = 160;
  private static final int MAX_VIOLATION_BYTES = 2500;

  private ErrorDetails() {}

  static Status badRequest(List<FieldViolation> violations) {
    BadRequest.Builder details = BadRequest.newBuilder();
    int bytes = 0;
    for (FieldViolation wrong : violations) {
      BadRequest.FieldViolation field =
          BadRequest.FieldViolation.newBuilder()
              .setField(cut(wrong.violation().field(), MAX_FIELD))
              .setDescription(cut(wrong.description(), MAX_MESSAGE))
              .setReason(wrong.reason().name())
              .build();
      bytes += field.getSerializedSize();
      if (bytes > MAX_VIOLATION_BYTES && details.getFieldViolationsCount() > 0) {
        break;
      }
      details.addFieldViolations(field);
    }
    FieldViolation first = violations.get(0);
    String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("field", first.violation().field());
    if (!first.task().isEmpty()) {
      metadata.put("task", first.task());
    }
    metadata.put("violations", String.valueOf(violations.size()));
    String message =
        cut(first.violation().field() + ": " + first.description(), MAX_MESSAGE - more.length());
    return info(Code.INVALID_ARGUMENT, first.reason().name(), message + more, metadata)
        .addDetails(Any.pack(details.build()))
        .build();
  }

  static Status precondition(String reason, String message, Map<String, String> metadata) {
    PreconditionFailure.Violation violation =
        PreconditionFailure.Violation.newBuilder()
            .setType(reason)
            .setSubject(subject(metadata))
            .setDescription(cut(message, MAX_MESSAGE))
            .build();
    return info(Code.FAILED_PRECONDITION, reason, message, metadata)
        .addDetails(Any.pack(PreconditionFailure.newBuilder().addViolations(violation).build()))
        .build();
  }

  static Status resource(
      Code code, String reason, String message, String type, Map<String, String> metadata) {
    ResourceInfo resource =
        ResourceInfo.newBuilder()
            .setResourceType(type)
            .setResourceName(cut(metadata.getOrDefault(type, ""), MAX_FIELD))
            .setDescription(cut(message, MAX_MESSAGE))
            .build();
    return info(code, reason, message, metadata).addDetails(Any.pack(resource)).build();
  }

  /** {@code retryAfter} is null where waiting does not help. */
  static Status quota(
      String reason, String message, Map<String, String> metadata, Duration retryAfter) {
    QuotaFailure.Violation violation =
        QuotaFailure.Violation.newBuilder()
            .setSubject(subject(metadata))
            .setDescription(cut(message, MAX_MESSAGE))
            .build();
    Status.Builder status =
        info(Code.RESOURCE_EXHAUSTED, reason, message, metadata)
            .addDetails(Any.pack(QuotaFailure.newBuilder().addViolations(violation).build()));
    return retryAfter == null ? status.build() : status.addDetails(retryInfo(retryAfter)).build();
  }

  static Status retry(
      Code code, String reason, String message, Map<String, String> metadata, Duration retryAfter) {
    return info(code, reason, message, metadata).addDetails(retryInfo(retryAfter)).build();
  }

  static Status plain(Code code, String reason, String message) {
    return info(code, reason, message, Map.of()).build();
  }

  /** The reason of a status, or its code's name where it has none: gRPC's own have none. */
  static String reason(Status status) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("a detail of our own cannot be read", e);
        }
      }
    }
    Code code = Code.forNumber(status.getCode());
    return code == null ? Code.UNKNOWN.name() : code.name();
  }

  private static Status.Builder info(
      Code code, String reason, String message, Map<String, String> metadata) {
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN);
    metadata.forEach((key, value) -> info.putMetadata(key, cut(value, MAX_METADATA)));
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(cut(message, MAX_MESSAGE))
        .addDetails(Any.pack(info.build()));
  }

  private static Any retryInfo(Duration after) {
    com.google.protobuf.Duration delay =
        com.google.protobuf.Duration.newBuilder()
            .setSeconds(after.getSeconds())
            .setNanos(after.getNano())
            .build();
    return Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build());
  }

  /** What it is about, for people: "session=run-1 worker=w0". */
  private static String subject(Map<String, String> metadata) {
    StringBuilder subject = new StringBuilder();
    metadata.forEach(
        (key, value) ->
            subject.append(subject.isEmpty() ? "" : " ").append(key).append('=').append(value));
    return cut(subject.toString(), MAX_FIELD);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
