package org.bayesagg.cli.conformance;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.bayesagg.math.linalg.CpuEngine;
import org.bayesagg.service.grpc.AggregationGrpcService;
import org.bayesagg.service.grpc.ServerFacts;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.session.DefaultSessionRegistry;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.session.SessionListener;

/** A server in this process, on a free port of the loopback. */
final class LocalServer implements AutoCloseable {
  private final Server server;

  private LocalServer(Server s) {
    server = s;
  }

  static LocalServer start() throws IOException {
    SessionLimits limits = new SessionLimits(10, 4L << 30, 16, 64);
    var registry =
        DefaultSessionRegistry.open(CpuEngine.create(2), limits, 2, SessionListener.NONE);
    var service =
        new AggregationGrpcService(
            registry,
            new ServerFacts("0", "cpu", "x", limits, 4 << 20, 1L << 30, 16),
            PhaseMetrics.NONE);
    return new LocalServer(
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(service)
            .build()
            .start());
  }

  String target() {
    return "localhost:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
