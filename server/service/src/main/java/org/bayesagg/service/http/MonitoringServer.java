package org.bayesagg.service.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.tls.ServerTls;

/**
 * Metrics and probes over HTTP, on a port of their own: {@code /metrics} for Prometheus, {@code
 * /healthz} answers 200 while the process lives, {@code /readyz} 200 while calls are served and 503
 * otherwise. Probes are for everybody.
 */
public final class MonitoringServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final HTTPServer exporter;

  /**
   * Starts serving.
   *
   * @param address where; port 0 for any free one
   * @param tls empty: plaintext
   * @param access who may see more than the probes
   * @param ready whether calls are served
   * @throws IOException if the address cannot be bound
   */
  public MonitoringServer(
      InetSocketAddress address,
      Optional<ServerTls> tls,
      Supplier<Access> access,
      CollectorRegistry registry,
      BooleanSupplier ready)
      throws IOException {
    server =
        tls.isPresent()
            ? HttpEncryption.listen(address, BACKLOG, tls.get())
            : HttpServer.create(address, BACKLOG);
    server.createContext("/healthz", exchange -> answer(exchange, 200, "ok\n"));
    server.createContext(
        "/readyz",
        exchange -> {
          boolean serving = ready.getAsBoolean();
          answer(exchange, serving ? 200 : 503, serving ? "ready\n" : "not serving\n");
        });
    exporter =
        new HTTPServer.Builder()
            .withHttpServer(server)
            .withRegistry(registry)
            .withAuthenticator(new HttpAccess(access))
            .withDaemonThreads(true)
            .build();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    exporter.close();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
