package org.bayesagg.integration;

import java.io.IOException;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.service.BayesAggServer;
import org.bayesagg.service.config.ServerConfig;

/** A server in this process; without a configuration with its defaults, on free ports. */
final class RunningServer implements AutoCloseable {
  private final BayesAggServer server;

  RunningServer() throws IOException {
    this(ServerConfig.onFreePorts());
  }

  RunningServer(ServerConfig config) throws IOException {
    server = BayesAggServer.start(config);
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
