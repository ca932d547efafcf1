package org.bayesagg.service.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.bayesagg.service.live.LiveSessions;

/** The live page: its files, and the events that fill it. */
final class LivePage implements HttpHandler {
  static final String PATH = "/live/";

  /** Each takes a thread while it lasts. */
  static final int MOST_STREAMS = 32;

  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'";

  private static final String FILE = "[A-Za-z][A-Za-z0-9.-]*(/[A-Za-z0-9.-]+)?";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final LiveSessions sessions;
  private final Semaphore streams = new Semaphore(MOST_STREAMS);

  LivePage(LiveSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", POLICY);
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cache-Control", "no-cache");
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      String name = exchange.getRequestURI().getPath().substring(PATH.length());
      switch (name) {
        case "overview" -> stream(exchange, this::overview);
        case "session" -> {
          String id = parameter(exchange.getRequestURI().getRawQuery());
          stream(exchange, out -> session(id, out));
        }
        default -> file(exchange, name.isEmpty() ? "index.html" : name);
      }
    }
  }

  private static void file(HttpExchange exchange, String name) throws IOException {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream file =
        name.matches(FILE) && type != null
            ? LivePage.class.getResourceAsStream("page/" + name)
            : null) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] body = file.readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String parameter(String query) {
    if (query == null || !query.startsWith("id=")) {
      return "";
    }
    return URLDecoder.decode(query.substring("id=".length()), StandardCharsets.UTF_8);
  }

  /** Writes events until its reader or the server goes. */
  private interface Events {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  private void stream(HttpExchange exchange, Events events) throws IOException {
    if (!streams.tryAcquire()) {
      exchange.getResponseHeaders().set("Retry-After", "10");
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      events.write(exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.release();
    }
  }

  private void overview(OutputStream out) throws IOException, InterruptedException {
    do {
      write(out, "overview", sessions.overview());
    } while (sessions.awaitTick());
  }

  private void session(String id, OutputStream out) throws IOException, InterruptedException {
    try (LiveSessions.Watcher watcher = sessions.watch(id)) {
      String event = "history";
      do {
        String data = watcher.next();
        if (data == null) {
          write(out, "gone", "{}");
          return;
        }
        write(out, event, data);
        event = "detail";
      } while (sessions.awaitTick());
    }
  }

  private static void write(OutputStream out, String event, String json) throws IOException {
    out.write(("event: " + event + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
