package org.bayesagg.service.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.SocketAddress;

/**
 * Ends a call whose only message does not come, and the connection of one whose answer is not read
 * though the call has ended. Streams of messages look after themselves.
 */
public final class StallGuard implements ServerInterceptor {
  /** A connection that takes no more than this in the time is not being read; pings are small. */
  private static final long LEAST_BYTES = 64 << 10;

  private final Stalls stalls;
  private final Connections connections;

  /** Calls are watched by {@code stalls}. */
  public StallGuard(Stalls stalls, Connections connections) {
    this.stalls = stalls;
    this.connections = connections;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    WatchedCall<Q, R> watched = new WatchedCall<>(call);
    stalls.add(watched);
    try {
      return watched.listener(next.startCall(watched, headers));
    } catch (RuntimeException | Error e) {
      stalls.remove(watched);
      throw e;
    }
  }

  /** A call that may be closed by its handler or by the watching thread, whichever is first. */
  private final class WatchedCall<Q, R> extends SimpleForwardingServerCall<Q, R>
      implements Stalls.Watched {
    private final long start = System.nanoTime();
    private volatile boolean received;

    // Guarded by this.
    private boolean closed;
    private long closedAt;
    private long written;

    WatchedCall(ServerCall<Q, R> call) {
      super(call);
      // One that sends many messages is watched where they are read.
      received = !call.getMethodDescriptor().getType().clientSendsOneMessage();
    }

    @Override
    public void close(Status status, Metadata trailers) {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
        closedAt = System.nanoTime();
        written = connections.written(peer());
      }
      super.close(status, trailers);
    }

    @Override
    public void look(long nowNanos) {
      boolean unread;
      synchronized (this) {
        unread = closed && stalls.isStalled(closedAt, nowNanos);
        long now = unread ? connections.written(peer()) : 0;
        if (now - written > LEAST_BYTES) {
          // A large answer on a slow network: it is being read.
          unread = false;
          closedAt = nowNanos;
          written = now;
        }
      }
      if (unread) {
        stalls.remove(this);
        // The end of the call lies behind what is not read, and holds it in memory.
        connections.end(peer());
      } else if (!received && stalls.isStalled(start, nowNanos)) {
        StatusRuntimeException refusal =
            StatusMapping.toException(stalls.stalled("the call's message was not finished"));
        close(refusal.getStatus(), refusal.getTrailers());
      }
    }

    private SocketAddress peer() {
      return delegate().getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    }

    ServerCall.Listener<Q> listener(ServerCall.Listener<Q> next) {
      return new SimpleForwardingServerCallListener<>(next) {
        @Override
        public void onHalfClose() {
          received = true;
          super.onHalfClose();
        }

        @Override
        public void onComplete() {
          stalls.remove(WatchedCall.this);
          super.onComplete();
        }

        @Override
        public void onCancel() {
          stalls.remove(WatchedCall.this);
          super.onCancel();
        }
      };
    }
  }
}
