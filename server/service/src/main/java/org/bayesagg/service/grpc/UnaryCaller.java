package org.bayesagg.service.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.session.Caller;

/**
 * Whoever has made a unary call.
 *
 * @param out where its answer goes
 * @param deadline of the call; null: it has none
 */
record UnaryCaller(StreamObserver<?> out, Deadline deadline) implements Caller {

  /** That of the running call; to be made within its method. */
  static UnaryCaller of(StreamObserver<?> out) {
    return new UnaryCaller(out, Context.current().getDeadline());
  }

  @Override
  public boolean gone() {
    return (deadline != null && deadline.isExpired())
        || (out instanceof ServerCallStreamObserver<?> observer && observer.isCancelled());
  }

  @Override
  public long patienceNanos() {
    return deadline == null
        ? Long.MAX_VALUE
        : Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }
}
