package org.bayesagg.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Sends what has been encrypted of a message while the rest of it still is, so that the other side
 * decrypts at the same time; without it everything is encrypted first. To be the handler nearest
 * the socket, of one connection.
 */
public final class EarlyFlush extends ChannelOutboundHandlerAdapter {
  /** Two records of TLS. With more there is less to do at the same time, with fewer more calls. */
  private static final int BYTES = 32 << 10;

  private int unsent;

  /** What gives one to every connection that is accepted; a handler of the listening socket. */
  public static ChannelHandler onAccepted() {
    return new Accepted();
  }

  private static final class Accepted extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext listening, Object accepted) {
      ((Channel) accepted).pipeline().addFirst(new EarlyFlush());
      listening.fireChannelRead(accepted);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      unsent += bytes.readableBytes();
    }
    context.write(message, promise);
    if (unsent >= BYTES) {
      flush(context);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    unsent = 0;
    context.flush();
  }
}
