package org.bayesagg.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.cli.server.MonitoringAccess;

/** Reads a server's metrics every second, more often than any Prometheus. */
final class Scraper implements AutoCloseable {
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /** Begins. */
  Scraper(URI metrics, Endpoint credentials) throws IOException {
    HttpClient http = MonitoringAccess.client(credentials);
    HttpRequest request = MonitoringAccess.request(metrics, credentials).build();
    var unused =
        clock.scheduleAtFixedRate(
            () -> http.sendAsync(request, BodyHandlers.discarding()).join(),
            0,
            1,
            TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
