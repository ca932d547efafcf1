package org.bayesagg.service.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.bayesagg.service.metrics.ConnectionMetrics;

/**
 * The open connections: closes one that is one too many as soon as it is accepted. To be a handler
 * of the listening channel.
 *
 * <p>Nobody gets all of them: an address may hold at most eight times what it leaves to the others,
 * known callers or not.
 */
@Sharable
public final class Connections extends ChannelInboundHandlerAdapter {
  /** What one address may hold, as a multiple of what is left. */
  private static final int GREED = 8;

  private final int most;
  private final ConnectionMetrics metrics;

  /** By the peer's address and port. */
  private final Map<SocketAddress, Open> open = new ConcurrentHashMap<>();

  /** How many of each address, or of each peer that has none. */
  private final Map<Object, Integer> byAddress = new ConcurrentHashMap<>();

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
    SocketAddress peer = connection.remoteAddress();
    if (peer == null) {
      // It has gone again already.
      connection.unsafe().closeForcibly();
      return;
    }
    Object address = address(peer);
    int left = most - open.size();
    // Where there is room for few, the last of them is not worth keeping free.
    if (left < 1 || byAddress.getOrDefault(address, 0) / GREED >= left) {
      metrics.refused();
      connection.unsafe().closeForcibly();
      return;
    }
    Open entry = new Open(connection, new MovedBytes());
    connection.pipeline().addFirst(entry.bytes());
    open.put(peer, entry);
    byAddress.merge(address, 1, Integer::sum);
    metrics.open(open.size());
    connection
        .closeFuture()
        .addListener(
            closed -> {
              open.remove(peer, entry);
              byAddress.computeIfPresent(address, (any, count) -> count > 1 ? count - 1 : null);
              metrics.open(open.size());
            });
    listening.fireChannelRead(accepted);
  }

  private static Object address(SocketAddress peer) {
    return peer instanceof InetSocketAddress socket ? socket.getAddress() : peer;
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
