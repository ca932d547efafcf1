package org.bayesagg.service.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

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
    CompletableFuture<T> future;
    try {
      future = call.get();
    } catch (RuntimeException | Error e) {
      out.onError(StatusMapping.toException(e));
      return;
    }
    future.thenApply(encode).whenComplete((response, thrown) -> send(out, response, thrown));
  }

  private static <R> void send(StreamObserver<R> out, R response, Throwable thrown) {
    if (thrown != null) {
      out.onError(StatusMapping.toException(thrown));
      return;
    }
    out.onNext(response);
    out.onCompleted();
  }
}
