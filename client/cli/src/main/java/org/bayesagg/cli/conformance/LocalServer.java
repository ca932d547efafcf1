package org.bayesagg.cli.conformance;

import java.io.IOException;
import org.bayesagg.service.BayesAggServer;
import org.bayesagg.service.config.ServerConfig;

/** A server in this process, on free ports of the loopback. */
final class LocalServer implements AutoCloseable {
  private static final String LOG_LEVEL = "bayesagg.log.level";

  private final BayesAggServer server;

  private LocalServer(BayesAggServer server) {
    this.server = server;
  }

  static LocalServer start() throws IOException {
    // What a server says when it starts and stops is no part of the report.
    if (System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "WARN");
    }
    return new LocalServer(BayesAggServer.start(ServerConfig.onFreePorts()));
  }

  String target() {
    return "localhost:" + server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
