package org.bayesagg.service.grpc;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bayesagg.service.tracing.Trace;

/** Answers a unary call: one response or one error, now or when a future completes. */
final class UnaryAnswer {
  private UnaryAnswer() {}

  static <R> void now(StreamObserver<R> out, Supplier<R> call) {
    later(out, () -> CompletableFuture.completedFuture(call.get()), Function.identity());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback answers every failure
  static <T, R> void later(
      StreamObserver<R> out, Supplier<CompletableFuture<T>> call, Function<T, R> encode) {
    if (out instanceof ServerCallStreamObserver<R> observer) {
      // A caller that has gone is no error: what it sent counts, the answer is dropped.
      observer.setOnCancelHandler(() -> {});
    }
    Trace trace = CallTracer.current();
    CompletableFuture<T> future;
    try {
      future = call.get();
    } catch (RuntimeException | Error e) {
      refuse(out, e, trace);
      return;
    }
    future.thenApply(encode).whenComplete((response, thrown) -> send(out, response, thrown, trace));
  }

  private static <R> void send(StreamObserver<R> out, R response, Throwable thrown, Trace trace) {
    if (thrown != null) {
      refuse(out, thrown, trace);
      return;
    }
    out.onNext(response);
    out.onCompleted();
  }

  private static void refuse(StreamObserver<?> out, Throwable thrown, Trace trace) {
    Status status = StatusMapping.toStatus(thrown);
    trace.refused(ErrorDetails.reason(status));
    out.onError(StatusProto.toStatusRuntimeException(status));
  }
}
