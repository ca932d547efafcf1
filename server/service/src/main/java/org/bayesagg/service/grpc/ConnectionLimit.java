package org.bayesagg.service.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import org.bayesagg.service.metrics.ConnectionMetrics;

/**
 * Closes a connection that is one too many as soon as it is accepted. For the listening channel.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private final int most;
  private final ConnectionMetrics metrics;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int most, ConnectionMetrics metrics) {
    this.most = most;
    this.metrics = metrics;
  }

  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    Channel connection = (Channel) accepted;
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      metrics.refused();
      connection.unsafe().closeForcibly();
      return;
    }
    metrics.open(open.get());
    connection.closeFuture().addListener(closed -> metrics.open(open.decrementAndGet()));
    listening.fireChannelRead(accepted);
  }
}
