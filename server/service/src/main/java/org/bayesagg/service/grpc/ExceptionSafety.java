package org.bayesagg.service.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Ends a call whose handling throws with the status of the exception, never with UNKNOWN. */
public final class ExceptionSafety implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    ServerCall.Listener<Q> listener;
    try {
      listener = next.startCall(call, headers);
    } catch (RuntimeException | Error e) {
      close(call, e);
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        guard(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        guard(super::onHalfClose);
      }

      @Override
      public void onReady() {
        guard(super::onReady);
      }

      private void guard(Runnable callback) {
        try {
          callback.run();
        } catch (RuntimeException | Error e) {
          close(call, e);
        }
      }
    };
  }

  private static void close(ServerCall<?, ?> call, Throwable cause) {
    StatusRuntimeException mapped = StatusMapping.toException(cause);
    Metadata trailers = Status.trailersFromThrowable(mapped);
    try {
      call.close(mapped.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException e) {
      // The call had been answered before; there is nobody left to tell.
      return;
    }
  }
}
