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
  /** A connection on which no more than this moves in the time stands still; pings are small. */
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

  /**
   * A call that its handler, an unreadable message or the watching thread closes, whichever is
   * first; what is sent afterwards is dropped. One at a time: gRPC ends the whole connection, with
   * all its calls, where an answer begins on one thread while another closes the call.
   */
  private final class WatchedCall<Q, R> extends SimpleForwardingServerCall<Q, R>
      implements Stalls.Watched {
    private volatile boolean received;

    // Guarded by this.
    private boolean closed;

    /** Since when its message is waited for or, once it is closed, its reader. */
    private long since = System.nanoTime();

    /** Bytes that had moved on its connection by then. */
    private long moved;

    WatchedCall(ServerCall<Q, R> call) {
      super(call);
      moved = connections.moved(peer());
      // One that sends many messages is watched where they are read.
      received = !call.getMethodDescriptor().getType().clientSendsOneMessage();
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(R message) {
      if (!closed) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (closed) {
        return;
      }
      closed = true;
      since = System.nanoTime();
      moved = connections.moved(peer());
      super.close(status, trailers);
    }

    @Override
    public void look(long nowNanos) {
      boolean unread;
      synchronized (this) {
        if ((received && !closed) || !stalls.isStalled(since, nowNanos) || moves(nowNanos)) {
          return;
        }
        unread = closed;
      }
      if (unread) {
        stalls.remove(this);
        // The end of the call lies behind what is not read, and holds it in memory.
        connections.end(peer());
      } else {
        StatusRuntimeException refusal =
            StatusMapping.toException(stalls.stalled("the call's message was not finished"));
        close(refusal.getStatus(), refusal.getTrailers());
      }
    }

    /** Whether it is a large message on a slow network: it then has as much time again. */
    private boolean moves(long nowNanos) {
      long now = connections.moved(peer());
      if (now - moved <= LEAST_BYTES) {
        return false;
      }
      since = nowNanos;
      moved = now;
      return true;
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
