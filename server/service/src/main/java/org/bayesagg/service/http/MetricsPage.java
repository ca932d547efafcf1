package org.bayesagg.service.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.SampleNameFilter;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * All metrics, or those that the query names by {@code name[]}, as text. One page is made at a
 * time: any number of visitors takes no more than one processor from the steps. Who waits for too
 * long gets 503. A page is sent when the next one may already be made: its reader may be slow.
 */
final class MetricsPage implements HttpHandler {
  private static final String NAME = "name[]=";

  private final CollectorRegistry registry;
  private final Duration patience;
  private final Semaphore turn = new Semaphore(1, true);

  /** {@code patience}: how long a visitor waits for a turn. */
  MetricsPage(CollectorRegistry registry, Duration patience) {
    this.registry = registry;
    this.patience = patience;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!awaitTurn()) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      String type = TextFormat.chooseContentType(exchange.getRequestHeaders().getFirst("Accept"));
      byte[] page;
      try {
        page = make(type, names(exchange.getRequestURI().getRawQuery()));
      } finally {
        turn.release();
      }
      exchange.getResponseHeaders().set("Content-Type", type);
      send(exchange, page);
    }
  }

  private boolean awaitTurn() {
    try {
      return turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The server ends.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private byte[] make(String type, List<String> names) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try (Writer writer = new OutputStreamWriter(page, StandardCharsets.UTF_8)) {
      TextFormat.writeFormat(
          type,
          writer,
          names.isEmpty()
              ? registry.metricFamilySamples()
              : registry.filteredMetricFamilySamples(
                  new SampleNameFilter.Builder().nameMustBeEqualTo(names).build()));
    }
    return page.toByteArray();
  }

  private static List<String> names(String query) {
    List<String> names = new ArrayList<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        String plain = URLDecoder.decode(pair, StandardCharsets.UTF_8);
        if (plain.startsWith(NAME)) {
          names.add(plain.substring(NAME.length()));
        }
      }
    }
    return names;
  }

  private static void send(HttpExchange exchange, byte[] page) throws IOException {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (accepted != null && accepted.contains("gzip")) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
        out.write(page);
      }
    } else {
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }
}
