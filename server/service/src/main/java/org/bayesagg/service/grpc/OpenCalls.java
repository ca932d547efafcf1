package org.bayesagg.service.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import org.bayesagg.v1.AggregationServiceGrpc;

/** Knows whether calls to the service are open. Calls to health and reflection do not count. */
public final class OpenCalls extends ServerStreamTracer.Factory {
  private static final String OURS = AggregationServiceGrpc.SERVICE_NAME + "/";

  private int open;

  /** None is open. */
  public OpenCalls() {}

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    if (!fullMethodName.startsWith(OURS)) {
      return new ServerStreamTracer() {};
    }
    add(1);
    return new ServerStreamTracer() {
      @Override
      public void streamClosed(Status status) {
        add(-1);
      }
    };
  }

  /** Waits until none is open, but no longer than that. */
  public synchronized void awaitNone(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    for (long left = longest.toNanos(); open > 0 && left > 0; left = deadline - System.nanoTime()) {
      // Rounded up: 0 would wait for ever.
      wait(left / 1_000_000 + 1);
    }
  }

  /** Those that are open. */
  public synchronized int count() {
    return open;
  }

  private synchronized void add(int change) {
    open += change;
    notifyAll();
  }
}
