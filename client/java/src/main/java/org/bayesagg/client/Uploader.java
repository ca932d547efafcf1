package org.bayesagg.client;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sends messages as fast as the call takes them and no faster, and keeps the one answer. */
final class Uploader<Q, A> implements ClientResponseObserver<Q, A> {
  private final Iterator<Q> requests;
  private final Function<Throwable, AggregationException> decode;
  private final CompletableFuture<A> result = new CompletableFuture<>();
  private A answer;

  Uploader(Iterator<Q> requests, Function<Throwable, AggregationException> decode) {
    this.requests = requests;
    this.decode = decode;
  }

  CompletableFuture<A> result() {
    return result;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> call) {
    call.setOnReadyHandler(() -> send(call));
  }

  private void send(ClientCallStreamObserver<Q> call) {
    try {
      while (call.isReady() && requests.hasNext()) {
        call.onNext(requests.next());
        if (!requests.hasNext()) {
          call.onCompleted();
        }
      }
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
      call.cancel("what is sent cannot be read", e);
    }
  }

  @Override
  public void onNext(A message) {
    answer = message;
  }

  @Override
  public void onError(Throwable error) {
    result.completeExceptionally(decode.apply(error));
  }

  @Override
  public void onCompleted() {
    result.complete(answer);
  }
}
