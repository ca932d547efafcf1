package org.bayesagg.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Sockets of the kind that is fastest here: epoll's where Netty's library for it is at hand. */
public final class Sockets {
  private Sockets() {}

  /** For the threads that serve them. */
  public static IoHandlerFactory io() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  /** One that listens. */
  public static ServerChannel listening() {
    return Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
  }

  /** One that connects. */
  public static Channel connecting() {
    return Epoll.isAvailable() ? new EpollSocketChannel() : new NioSocketChannel();
  }
}
