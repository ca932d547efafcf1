package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.ArrayList;
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
import org.bayesagg.service.codec.FieldReason;
import org.bayesagg.service.codec.FieldViolation;
import org.bayesagg.service.codec.InvalidRequestException;
import org.bayesagg.service.codec.UnknownTaskException;
import org.bayesagg.service.session.NewerVersionException;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionException.Reason;
import org.bayesagg.service.session.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusMappingTest {
  private static final Map<String, String> ABOUT = Map.of("session", "run", "worker", "w0");

  @ParameterizedTest
  @CsvSource({
    "SESSION_NOT_FOUND, NOT_FOUND, ResourceInfo",
    "SESSION_EXISTS, ALREADY_EXISTS, ResourceInfo",
    "FINGERPRINT_MISMATCH, FAILED_PRECONDITION, PreconditionFailure",
    "STEP_ORDER, FAILED_PRECONDITION, PreconditionFailure",
    "EPOCH_ORDER, FAILED_PRECONDITION, PreconditionFailure",
    "CONTRIBUTION_DIFFERS, FAILED_PRECONDITION, PreconditionFailure",
    "SHARD_CONFLICT, FAILED_PRECONDITION, PreconditionFailure",
    "NO_PRIOR, FAILED_PRECONDITION, PreconditionFailure",
    "PRECISION_NOT_POSITIVE_DEFINITE, FAILED_PRECONDITION, PreconditionFailure",
    "FOOTPRINT_TOO_LARGE, RESOURCE_EXHAUSTED, QuotaFailure",
    "TOO_MANY_SESSIONS, RESOURCE_EXHAUSTED, QuotaFailure",
    "TOO_MANY_WORKERS, RESOURCE_EXHAUSTED, QuotaFailure",
    "QUEUE_FULL, RESOURCE_EXHAUSTED, QuotaFailure",
    "TOO_MANY_EXAMPLES, RESOURCE_EXHAUSTED, QuotaFailure",
    "EPOCH_FULL, RESOURCE_EXHAUSTED, QuotaFailure",
    "QUORUM_MISSED, ABORTED, RetryInfo",
    "DRAINING, UNAVAILABLE, RetryInfo"
  })
  void session_everyReason_hasItsRow(Reason reason, String code, String detail) {
    Status status = StatusMapping.toStatus(new SessionException(reason, "why", ABOUT, null));
    assertThat(Code.forNumber(status.getCode())).hasToString(code);
    assertThat(status.getMessage()).isEqualTo("why");
    assertThat(status.getDetails(1).getTypeUrl()).endsWith("google.rpc." + detail);
    ErrorInfo info = detail(status, ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo(reason.name());
    assertThat(info.getDomain()).isEqualTo("bayesagg");
    assertThat(info.getMetadataMap()).containsAllEntriesOf(ABOUT);
  }

  @Test
  void storage_failure_mayBeTriedAgain_butNotAFileOfANewerVersion() {
    Status failed = StatusMapping.toStatus(new StorageException("f", "is full", "make room", null));
    assertThat(failed.getCode()).isEqualTo(Code.UNAVAILABLE_VALUE);
    assertThat(detail(failed, ErrorInfo.class).getReason()).isEqualTo("STORAGE_FAILED");
    assertThat(failed.getMessage()).isEqualTo("f: is full; make room");

    Status newer = StatusMapping.toStatus(new NewerVersionException("f", "2", "upgrade", null));
    assertThat(newer.getCode()).isEqualTo(Code.FAILED_PRECONDITION_VALUE);
    assertThat(detail(newer, ErrorInfo.class).getReason()).isEqualTo("FILE_TOO_NEW");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void session_everyReason_isMapped(Reason reason) {
    Status status = StatusMapping.toStatus(new SessionException(reason, "why", ABOUT, null));
    assertThat(status.getCode()).isNotEqualTo(Code.INTERNAL_VALUE);
  }

  @Test
  void session_retryAfter_isTold() {
    Duration after = Duration.ofMillis(1500);
    var delay =
        com.google.protobuf.Duration.newBuilder().setSeconds(1).setNanos(500_000_000).build();
    Status full = StatusMapping.toStatus(new SessionException(Reason.QUEUE_FULL, "", ABOUT, after));
    assertThat(detail(full, RetryInfo.class).getRetryDelay()).isEqualTo(delay);
    Status missed =
        StatusMapping.toStatus(new SessionException(Reason.QUORUM_MISSED, "", ABOUT, after));
    assertThat(detail(missed, RetryInfo.class).getRetryDelay()).isEqualTo(delay);
    Status large =
        StatusMapping.toStatus(new SessionException(Reason.FOOTPRINT_TOO_LARGE, "", ABOUT, null));
    assertThat(large.getDetailsList()).noneMatch(any -> any.is(RetryInfo.class));
  }

  @Test
  void session_resource_isNamed() {
    Status status =
        StatusMapping.toStatus(new SessionException(Reason.SESSION_NOT_FOUND, "", ABOUT, null));
    ResourceInfo resource = detail(status, ResourceInfo.class);
    assertThat(resource.getResourceType()).isEqualTo("session");
    assertThat(resource.getResourceName()).isEqualTo("run");
  }

  @Test
  void badRequest_fields_areListed() {
    Status status =
        StatusMapping.toStatus(
            new InvalidRequestException(
                List.of(
                    new FieldViolation(
                        FieldReason.TENSOR_SHAPE, "age", new Violation("tasks[0].head", "a", "b")),
                    FieldViolation.of(FieldReason.FIELD_MISSING, "worker", "none", "a name"))));
    assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    BadRequest details = detail(status, BadRequest.class);
    assertThat(details.getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("tasks[0].head", "worker");
    assertThat(details.getFieldViolations(0).getDescription())
        .isEqualTo("task \"age\": got a, expected b");
    assertThat(details.getFieldViolations(1).getReason()).isEqualTo("FIELD_MISSING");
    ErrorInfo info = detail(status, ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo("TENSOR_SHAPE");
    assertThat(info.getMetadataMap())
        .containsEntry("field", "tasks[0].head")
        .containsEntry("task", "age")
        .containsEntry("violations", "2");
    assertThat(status.getMessage()).endsWith("(and 1 more)");
  }

  @Test
  void badRequest_thousandsOfFields_fitIntoTrailers() {
    List<FieldViolation> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      String field = "tasks[" + i + "].labels";
      many.add(FieldViolation.of(FieldReason.TENSOR_SHAPE, field, "x".repeat(3000), "y"));
    }
    Status status = StatusMapping.toStatus(new InvalidRequestException(many));
    // Base64 in 8 KiB, the message once more beside it.
    assertThat(status.getSerializedSize()).isLessThan(4500);
    assertThat(detail(status, BadRequest.class).getFieldViolationsCount()).isPositive();
    assertThat(status.getMessage()).endsWith("(and 4999 more)");
  }

  @Test
  void maths_violations_areBadRequests() {
    List<Violation> wrong = List.of(new Violation("tasks[\"age\"].labels", "NaN", "finite"));
    Status batch = StatusMapping.toStatus(new InvalidBatchException(wrong));
    assertThat(detail(batch, BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("tasks[\"age\"].labels");
    assertThat(detail(batch, ErrorInfo.class).getReason()).isEqualTo("TENSOR_VALUE");
    Status spec = StatusMapping.toStatus(new InvalidSpecException(wrong));
    assertThat(detail(spec, ErrorInfo.class).getReason()).isEqualTo("CONFIG_INVALID");
  }

  @Test
  void maths_refusals_haveTheirRows() {
    Status full = StatusMapping.toStatus(new EpochFullException(10, 12));
    assertThat(full.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED_VALUE);
    assertThat(detail(full, ErrorInfo.class).getMetadataMap()).containsEntry("limit", "10");
    assertThat(detail(full, QuotaFailure.class).getViolations(0).getDescription())
        .contains("at most 10");

    Status prior = StatusMapping.toStatus(new NoPriorException(1));
    assertThat(detail(prior, PreconditionFailure.class).getViolations(0).getType())
        .isEqualTo("NO_PRIOR");

    Status indefinite = StatusMapping.toStatus(new NotPositiveDefiniteException("age", 1e-3));
    assertThat(indefinite.getCode()).isEqualTo(Code.FAILED_PRECONDITION_VALUE);
    assertThat(detail(indefinite, ErrorInfo.class).getMetadataMap())
        .containsEntry("task", "age")
        .containsEntry("last_jitter", "0.001");
  }

  @Test
  void unknownTask_isNotFound() {
    Status status = StatusMapping.toStatus(new UnknownTaskException("weight"));
    assertThat(status.getCode()).isEqualTo(Code.NOT_FOUND_VALUE);
    assertThat(detail(status, ResourceInfo.class).getResourceName()).isEqualTo("weight");
    assertThat(detail(status, ErrorInfo.class).getReason()).isEqualTo("TASK_NOT_FOUND");
  }

  @Test
  void wrapped_causes_areFound() {
    Throwable wrapped =
        new CompletionException(
            new ExecutionException(new SessionException(Reason.DRAINING, "", Map.of(), null)));
    assertThat(StatusMapping.toStatus(wrapped).getCode()).isEqualTo(Code.UNAVAILABLE_VALUE);
  }

  @Test
  void anythingElse_tellsNothing() {
    for (Throwable thrown :
        List.of(new IllegalStateException("secret"), new OutOfMemoryError("secret"))) {
      Status status = StatusMapping.toStatus(thrown);
      assertThat(status.getCode()).isEqualTo(Code.INTERNAL_VALUE);
      assertThat(status.toString()).doesNotContain("secret");
      assertThat(detail(status, ErrorInfo.class).getReason()).isEqualTo("INTERNAL");
    }
  }

  private static <T extends Message> T detail(Status status, Class<T> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return any.unpack(type);
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status);
  }
}
