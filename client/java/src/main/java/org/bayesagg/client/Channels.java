package org.bayesagg.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.bayesagg.transport.EarlyFlush;
import org.bayesagg.transport.NetworkBuffers;
import org.bayesagg.transport.Sockets;

/** Options to a channel. */
final class Channels {
  /** A page of sessions with many tasks may pass gRPC's stock 4 MiB; steps never do. */
  private static final int MAX_INBOUND_BYTES = 64 << 20;

  /** Lets the server send megabytes of an answer before it hears from this side again. */
  private static final int FLOW_CONTROL_WINDOW = 8 << 20;

  private Channels() {}

  static ManagedChannel open(ClientOptions options) {
    ChannelCredentials credentials = credentials(options.tls);
    try {
      NettyChannelBuilder builder = NettyChannelBuilder.forTarget(options.target, credentials);
      if (options.tls != null) {
        // Both or neither, gRPC demands.
        builder.channelFactory(Channels::connecting).eventLoopGroup(Encrypted.THREADS);
      }
      return builder
          .keepAliveTime(options.keepAlive.toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(10, TimeUnit.SECONDS)
          .withOption(ChannelOption.ALLOCATOR, NetworkBuffers.allocator())
          .initialFlowControlWindow(FLOW_CONTROL_WINDOW)
          .maxInboundMessageSize(MAX_INBOUND_BYTES)
          // Repetitions are this client's own: the same for unary calls and for the stream.
          .disableRetry()
          .build();
    } catch (IllegalArgumentException e) {
      // The target's syntax is checked as late as in build().
      throw new IllegalArgumentException(
          "target \"" + options.target + "\": expected HOST:PORT, such as localhost:50051", e);
    }
  }

  private static Channel connecting() {
    Channel channel = Sockets.connecting();
    channel.pipeline().addFirst(new EarlyFlush());
    return channel;
  }

  /** Made when the first client encrypts. */
  private static final class Encrypted {
    /** Of all clients, as gRPC's own are; each begins with its first connection. */
    static final EventLoopGroup THREADS =
        new MultiThreadIoEventLoopGroup(
            0, new DefaultThreadFactory("bayesagg-network", true), Sockets.io());

    private Encrypted() {}
  }

  private static ChannelCredentials credentials(TlsOptions tls) {
    if (tls == null) {
      return InsecureChannelCredentials.create();
    }
    try {
      TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
      if (tls.trustedCertificates() != null) {
        builder.trustManager(tls.trustedCertificates().toFile());
      }
      if (tls.certificateChain() != null) {
        builder.keyManager(tls.certificateChain().toFile(), tls.privateKey().toFile());
      }
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read TLS files " + tls, e);
    }
  }
}
