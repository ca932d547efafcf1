package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.bayesagg.v1.StreamedError;
import org.junit.jupiter.api.Test;

class ErrorDecoderTest {
  private final ErrorDecoder decoder = new ErrorDecoder("host:1");

  @Test
  void badRequest_hasItsFields() {
    AggregationException error =
        unary(
            Code.INVALID_ARGUMENT,
            "2 fields are wrong",
            ErrorInfo.newBuilder()
                .setReason("TENSOR_NOT_FINITE")
                .putMetadata("task", "age")
                .build(),
            BadRequest.newBuilder()
                .addFieldViolations(
                    BadRequest.FieldViolation.newBuilder()
                        .setField("features")
                        .setDescription("NaN at [0, 1]; expected finite values")
                        .setReason("TENSOR_VALUE"))
                .build());
    assertThat(error.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(error.reason()).isEqualTo(ErrorReason.INVALID_INPUT);
    assertThat(error.rawReason()).isEqualTo("TENSOR_NOT_FINITE");
    assertThat(error.metadata()).containsEntry("task", "age");
    assertThat(error.violations())
        .containsExactly(
            new FieldViolation(
                "features", "NaN at [0, 1]; expected finite values", "TENSOR_VALUE"));
    assertThat(error.retryAfter()).isEmpty();
  }

  @Test
  void reasonOfTheContract_isTyped() {
    AggregationException error =
        unary(
            Code.ABORTED,
            "2 of 3 workers came",
            ErrorInfo.newBuilder().setReason("QUORUM_MISSED").build(),
            RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setNanos(5_000_000))
                .build());
    assertThat(error.reason()).isEqualTo(ErrorReason.QUORUM_MISSED);
    assertThat(error.retryAfter()).contains(java.time.Duration.ofMillis(5));
    assertThat(Retrier.mayPass(error)).isTrue();
  }

  @Test
  void wayOutOfALimit_becomesTheHint() {
    AggregationException error =
        unary(
            Code.RESOURCE_EXHAUSTED,
            "footprint 9 GiB is over 4 GiB",
            ErrorInfo.newBuilder().setReason("FOOTPRINT_TOO_LARGE").build(),
            QuotaFailure.newBuilder()
                .addViolations(
                    QuotaFailure.Violation.newBuilder().setDescription("DIAGONAL takes 2 MiB"))
                .build());
    assertThat(error.hint()).isEqualTo("DIAGONAL takes 2 MiB");
    assertThat(Retrier.mayPass(error)).isFalse();
  }

  @Test
  void noServer_isSaidWithItsAddressAndTheWayOut() {
    AggregationException error =
        decoder.decode(Status.UNAVAILABLE.withDescription("io exception"), null);
    assertThat(error.reason()).isEqualTo(ErrorReason.UNREACHABLE);
    assertThat(error).hasMessage("no answer from host:1: io exception");
    assertThat(error.hint()).contains("bayesagg serve");
    assertThat(Retrier.mayPass(error)).isTrue();
  }

  @Test
  void internalErrors_areRepeatedOnlyWhenTheTransportMadeThem() {
    assertThat(Retrier.mayPass(decoder.decode(Status.INTERNAL, null))).isTrue();
    AggregationException server =
        unary(Code.INTERNAL, "internal error", ErrorInfo.newBuilder().setReason("BUG").build());
    assertThat(server.reason()).isEqualTo(ErrorReason.INTERNAL);
    assertThat(Retrier.mayPass(server)).isFalse();
  }

  @Test
  void errorInAStream_equalsThatOfACall() {
    AggregationException error =
        decoder.decode(
            StreamedError.newBuilder()
                .setCode(Code.FAILED_PRECONDITION_VALUE)
                .setMessage("step 3 after step 5")
                .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("STEP_ORDER").build()))
                .build());
    assertThat(error.code()).isEqualTo("FAILED_PRECONDITION");
    assertThat(error.reason()).isEqualTo(ErrorReason.STEP_ORDER);
    assertThat(error).hasMessage("step 3 after step 5");
  }

  @Test
  void unreadableDetail_takesNothingFromTheRest() {
    Any broken =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/google.rpc.BadRequest")
            .setValue(com.google.protobuf.ByteString.copyFromUtf8("\u0007\u0007"))
            .build();
    AggregationException error =
        decoder.decode(
            StreamedError.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage("wrong")
                .addDetails(broken)
                .build());
    assertThat(error.reason()).isEqualTo(ErrorReason.INVALID_INPUT);
    assertThat(error.hint()).contains("unreadable");
  }

  private AggregationException unary(Code code, String message, Message... details) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.getNumber()).setMessage(message);
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    StatusRuntimeException thrown = StatusProto.toStatusRuntimeException(status.build());
    return decoder.decode(thrown.getStatus(), thrown.getTrailers());
  }
}
