package org.bayesagg.integration;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.math.linalg.CpuEngine;
import org.bayesagg.service.grpc.AggregationGrpcService;
import org.bayesagg.service.grpc.ServerFacts;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.session.DefaultSessionRegistry;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.session.SessionListener;

/** A server over real Netty on a free port of the loopback, with stock gRPC limits. */
final class RunningServer implements AutoCloseable {
  private final Server server;

  RunningServer() throws IOException {
    SessionLimits limits = new SessionLimits(10, 4L << 30, 16, 64);
    var registry =
        DefaultSessionRegistry.open(CpuEngine.create(2), limits, 2, SessionListener.NONE);
    var service =
        new AggregationGrpcService(
            registry,
            new ServerFacts("0", "cpu", "x", limits, 4 << 20, 1L << 30, 16),
            PhaseMetrics.NONE);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  String target() {
    return "localhost:" + port();
  }

  AggregationClient client() {
    return AggregationClient.connect(target());
  }

  ClientOptions.Builder options() {
    return ClientOptions.builder(target());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
