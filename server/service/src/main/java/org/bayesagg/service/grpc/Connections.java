package org.bayesagg.service.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Map<SocketAddress, Channel> open = new ConcurrentHashMap<>();

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
    open.put(peer, connection);
    metrics.open(open.size());
    connection
        .closeFuture()
        .addListener(
            closed -> {
              open.remove(peer, connection);
              metrics.open(open.size());
            });
    listening.fireChannelRead(accepted);
  }

  /** Closes the connection of that peer, with all its calls. */
  void end(SocketAddress peer) {
    Channel connection = open.get(peer);
    if (connection != null) {
      // Through the pipeline it would be asked, and wait for its calls to end.
      connection
          .eventLoop()
          .execute(() -> connection.unsafe().close(connection.unsafe().voidPromise()));
    }
  }
}
