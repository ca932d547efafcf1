package org.bayesagg.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Starts gRPC calls as futures that fail with {@link AggregationException}. */
final class Calls {
  private final Channel channel;
  private final ErrorDecoder errors;

  Calls(Channel channel, ErrorDecoder errors) {
    this.channel = channel;
    this.errors = errors;
  }

  /** One request, one answer; cancelling the future cancels the call. */
  <Q, A> CompletableFuture<A> unary(MethodDescriptor<Q, A> method, Q request, Deadline deadline) {
    return unary(method, request, CallOptions.DEFAULT.withDeadline(deadline));
  }

  /** The same with the deadline and the executor of the options. */
  <Q, A> CompletableFuture<A> unary(MethodDescriptor<Q, A> method, Q request, CallOptions options) {
    ClientCall<Q, A> call = channel.newCall(method, options);
    Collector<A> collector = new Collector<>(call, null);
    ClientCalls.asyncUnaryCall(call, request, collector);
    return collector.result;
  }

  /** One request, many messages for {@code onMessage}; completes with null after the last one. */
  <Q, A> CompletableFuture<A> serverStream(
      MethodDescriptor<Q, A> method, Q request, Deadline deadline, Consumer<A> onMessage) {
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT.withDeadline(deadline));
    Collector<A> collector = new Collector<>(call, onMessage);
    ClientCalls.asyncServerStreamingCall(call, request, collector);
    return collector.result;
  }

  /** A call that sends many messages, as fast as they are taken, and gets one. */
  <Q, A> CompletableFuture<A> clientStream(
      MethodDescriptor<Q, A> method, Iterator<Q> requests, Deadline deadline) {
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT.withDeadline(deadline));
    Uploader<Q, A> uploader = new Uploader<>(requests, this::decode);
    var unused = ClientCalls.asyncClientStreamingCall(call, uploader);
    return uploader.result();
  }

  /** What a throwable of gRPC says. */
  AggregationException decode(Throwable error) {
    if (error instanceof ProtocolException) {
      return errors.local(Status.Code.INTERNAL, ErrorReason.PROTOCOL, error.getMessage());
    }
    Metadata trailers =
        error instanceof StatusRuntimeException failure ? failure.getTrailers() : null;
    return errors.decode(Status.fromThrowable(error), trailers);
  }

  private final class Collector<A> implements StreamObserver<A> {
    private final CompletableFuture<A> result = new CompletableFuture<>();
    private final Consumer<A> onMessage;
    private A last;

    Collector(ClientCall<?, A> call, Consumer<A> onMessage) {
      this.onMessage = onMessage;
      Futures.whenDone(
          result,
          (value, error) -> {
            if (result.isCancelled()) {
              call.cancel("no longer wanted", null);
            }
          });
    }

    @Override
    public void onNext(A message) {
      if (onMessage != null) {
        onMessage.accept(message);
      } else {
        last = message;
      }
    }

    @Override
    public void onError(Throwable error) {
      // An exception thrown by onMessage comes back as the cause of a cancelled call.
      Throwable cause = error.getCause();
      result.completeExceptionally(decode(cause instanceof ProtocolException ? cause : error));
    }

    @Override
    public void onCompleted() {
      result.complete(last);
    }
  }
}
