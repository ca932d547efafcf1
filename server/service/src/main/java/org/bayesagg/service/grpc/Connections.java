package org.bayesagg.service.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.bayesagg.service.metrics.ConnectionMetrics;

/**
 * The open connections: closes one that is one too many as soon as it is accepted. To be a handler
 * of the listening channel.
 */
@Sharable
public final class Connections extends ChannelInboundHandlerAdapter {
  private final int most;
  private final ConnectionMetrics metrics;

  /** By the peer's address and port. */
  private final Map<SocketAddress, Open> open = new ConcurrentHashMap<>();

  /** A connection and the bytes that have moved on it. */
  private record Open(Channel channel, MovedBytes bytes) {}

  /** Counts what comes, and what goes, which flow control has let through: the peer takes it. */
  private static final class MovedBytes extends ChannelDuplexHandler {
    private final LongAdder moved = new LongAdder();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        moved.add(bytes.readableBytes());
      }
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        moved.add(bytes.readableBytes());
      }
      context.write(message, promise);
    }
  }

  /** At most {@code most} at a time. */
  public Connections(int most, ConnectionMetrics metrics) {
    this.most = most;
    this.metrics = metrics;
  }

  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    // Connections are accepted by one thread: between the look and the entry nobody comes.
    Channel connection = (Channel) accepted;
    if (open.size() >= most) {
      metrics.refused();
      connection.unsafe().closeForcibly();
      return;
    }
    SocketAddress peer = connection.remoteAddress();
    if (peer == null) {
      // It has gone again already.
      connection.unsafe().closeForcibly();
      return;
    }
    Open entry = new Open(connection, new MovedBytes());
    connection.pipeline().addFirst(entry.bytes());
    open.put(peer, entry);
    metrics.open(open.size());
    connection
        .closeFuture()
        .addListener(
            closed -> {
              open.remove(peer, entry);
              metrics.open(open.size());
            });
    listening.fireChannelRead(accepted);
  }

  /** Bytes that have moved to and from that peer; 0 where its connection is closed. */
  long moved(SocketAddress peer) {
    Open entry = open.get(peer);
    return entry == null ? 0 : entry.bytes().moved.sum();
  }

  /** Closes the connection of that peer, with all its calls. */
  void end(SocketAddress peer) {
    Open entry = open.get(peer);
    if (entry != null) {
      Channel connection = entry.channel();
      // Through the pipeline it would be asked, and wait for its calls to end.
      connection
          .eventLoop()
          .execute(() -> connection.unsafe().close(connection.unsafe().voidPromise()));
    }
  }
}
