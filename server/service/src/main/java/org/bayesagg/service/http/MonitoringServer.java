package org.bayesagg.service.http;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.live.LiveSessions;
import org.bayesagg.service.tls.ServerTls;

/**
 * Metrics and probes over HTTP, on a port of their own: {@code /metrics} for Prometheus, {@code
 * /healthz} answers 200 while the process lives, {@code /readyz} 200 while calls are served and 503
 * otherwise. Probes are for everybody.
 */
public final class MonitoringServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  /** Well below the time that scrapes are given. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int MOST_THREADS = LivePage.MOST_STREAMS + 16;

  private final HttpServer server;
  private final ExecutorService threads = threads();

  /**
   * Starts serving.
   *
   * @param address where; port 0 for any free one
   * @param tls empty: plaintext
   * @param access who may see more than the probes
   * @param ready whether calls are served
   * @param live what the live page shows; empty: there is none
   * @throws IOException if the address cannot be bound
   */
  public MonitoringServer(
      InetSocketAddress address,
      Optional<ServerTls> tls,
      Supplier<Access> access,
      CollectorRegistry registry,
      BooleanSupplier ready,
      Optional<LiveSessions> live)
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
    HttpAccess visitors = new HttpAccess(access);
    live.ifPresent(
        sessions -> {
          HttpContext page = server.createContext(LivePage.PATH, new LivePage(sessions));
          page.setAuthenticator(visitors);
          if (address.getAddress().isLoopbackAddress()) {
            page.getFilters().add(new LocalNames());
          }
        });
    server
        .createContext("/metrics", new MetricsPage(registry, PATIENCE))
        .setAuthenticator(visitors);
    if (live.isPresent()) {
      server.createContext("/", MonitoringServer::toThePage);
    }
    server.setExecutor(threads);
    server.start();
  }

  private static void toThePage(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean root = path.equals("/") || path.equals("/live");
    if (root) {
      exchange.getResponseHeaders().set("Location", LivePage.PATH);
    }
    exchange.sendResponseHeaders(root ? 302 : 404, -1);
    exchange.close();
  }

  /** As many as there can be streams of events, and some for the rest. */
  private static ExecutorService threads() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        4,
        MOST_THREADS,
        1,
        TimeUnit.MINUTES,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "bayesagg-http-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.DiscardPolicy());
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
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
