package org.bayesagg.integration;

import java.io.IOException;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.service.BayesAggServer;
import org.bayesagg.service.config.ServerConfig;

/** A server with its defaults on free ports of the loopback. */
final class RunningServer implements AutoCloseable {
  private final BayesAggServer server;

  RunningServer() throws IOException {
    server = BayesAggServer.start(ServerConfig.onFreePorts());
  }

  int port() {
    return server.port();
  }

  ClientOptions.Builder options() {
    return ClientOptions.builder("localhost:" + port());
  }

  AggregationClient client() {
    return AggregationClient.connect(options().build());
  }

  @Override
  public void close() {
    server.close();
  }
}
