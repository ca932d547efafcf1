package org.bayesagg.service.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import org.bayesagg.service.metrics.RefusalMetrics;

/** Counts the calls that end with an error by its reason. To be the outermost interceptor. */
public final class RefusalCount implements ServerInterceptor {
  private final RefusalMetrics metrics;

  /** Counts into metrics. */
  public RefusalCount(RefusalMetrics metrics) {
    this.metrics = metrics;
    // A rate needs a beginning.
    RefusalReasons.all().forEach(metrics::mayRefuse);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            if (!status.isOk()) {
              metrics.refused(
                  ErrorDetails.reason(StatusProto.fromStatusAndTrailers(status, trailers)));
            }
            super.close(status, trailers);
          }
        },
        headers);
  }
}
