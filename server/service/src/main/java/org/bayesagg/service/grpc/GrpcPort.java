package org.bayesagg.service.grpc;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.bayesagg.service.config.WireLimits;
import org.bayesagg.service.metrics.CallMetrics;
import org.bayesagg.service.tls.ServerTls;
import org.bayesagg.service.tracing.Tracing;
import org.bayesagg.transport.EarlyFlush;
import org.bayesagg.transport.NetworkBuffers;
import org.bayesagg.transport.Sockets;

/** The port of gRPC: connections, their limits and encryption, and what every call goes through. */
public final class GrpcPort {
  /** Lets a client send megabytes before it hears from the server again. */
  private static final int FLOW_CONTROL_WINDOW = 8 << 20;

  /** A caller that opens and resets calls faster than this works against the server. */
  private static final int MAX_RESETS = 2000;

  /** A message that is too large by less than this is still taken off the wire, to be refused. */
  private static final int STILL_READ = 16 << 20;

  private static final int RESET_WINDOW_SECONDS = 10;

  private final EventLoopGroup accepting;
  private final EventLoopGroup working;
  private final Server server;

  /**
   * A port that does not listen yet.
   *
   * @param tls empty: plaintext
   * @param calls where calls are handled
   * @param gates what every call goes through, the outermost last
   */
  public GrpcPort(
      InetSocketAddress address,
      Optional<ServerTls> tls,
      WireLimits limits,
      List<BindableService> services,
      Gates gates,
      Executor calls,
      CallMetrics callMetrics) {
    accepting = new MultiThreadIoEventLoopGroup(1, Sockets.io());
    working = new MultiThreadIoEventLoopGroup(0, Sockets.io());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelFactory(() -> listening(gates.connections(), tls.isPresent()))
            .bossEventLoopGroup(accepting)
            .workerEventLoopGroup(working)
            // What comes before the method is known takes no time and waits for nothing.
            .executor(MoreExecutors.directExecutor())
            .callExecutor(new CallThreads(calls))
            .withChildOption(ChannelOption.ALLOCATOR, NetworkBuffers.allocator())
            .initialFlowControlWindow(FLOW_CONTROL_WINDOW)
            .maxInboundMessageSize(
                (int) Math.min(Integer.MAX_VALUE, limits.maxMessageBytes() + (long) STILL_READ))
            .maxInboundMetadataSize(limits.maxHeaderBytes())
            .maxConcurrentCallsPerConnection(limits.maxCallsPerConnection())
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .handshakeTimeout(limits.stall().toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            // A peer that is gone without a word must not hold a connection for hours.
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addTransportFilter(new PeerCertificate())
            .addStreamTracerFactory(new MetricsTracer(callMetrics, services))
            .addStreamTracerFactory(gates.openCalls())
            .addStreamTracerFactory(new CallTracer(gates.tracing()));
    if (!limits.maxConnectionAge().isZero()) {
      builder
          .maxConnectionAge(limits.maxConnectionAge().toSeconds(), TimeUnit.SECONDS)
          .maxConnectionAgeGrace(limits.stall().toSeconds(), TimeUnit.SECONDS);
    }
    tls.ifPresent(certificates -> builder.sslContext(encryption(certificates)));
    gates.interceptors().forEach(builder::intercept);
    services.forEach(builder::addService);
    server = builder.build();
  }

  /**
   * What every call goes through.
   *
   * @param interceptors the outermost last
   * @param openCalls knows whether calls are open
   * @param connections knows the connections
   * @param tracing of calls
   */
  public record Gates(
      List<ServerInterceptor> interceptors,
      OpenCalls openCalls,
      Connections connections,
      Tracing tracing) {}

  private static ServerChannel listening(Connections connections, boolean encrypted) {
    ServerChannel channel = Sockets.listening();
    channel.pipeline().addLast(connections);
    if (encrypted) {
      channel.pipeline().addLast(EarlyFlush.onAccepted());
    }
    return channel;
  }

  private static SslContext encryption(ServerTls tls) {
    SslContextBuilder builder = SslContextBuilder.forServer(tls.keys());
    tls.clientTrust()
        .ifPresent(
            trust ->
                builder
                    .trustManager(trust)
                    .clientAuth(tls.clientRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL));
    try {
      return GrpcSslContexts.configure(builder).protocols(ServerTls.PROTOCOL).build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /**
   * Listens.
   *
   * @throws IOException if the address cannot be bound; its message names it
   */
  public void start() throws IOException {
    server.start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Takes no more calls; those that are open go on. */
  public void refuseMore() {
    server.shutdown();
  }

  /** Ends whatever is open, and waits until it has. */
  public void end() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination();
  }

  /** Gives its threads back; nothing may be open. */
  public void release() {
    server.shutdownNow();
    accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    working.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** Waits until it has ended. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }
}
