package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps so many requests of HTTP under way. */
final class HttpFlood {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Target target;
  private final Tally tally;
  private final List<String> paths;
  private final boolean reads;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong number = new AtomicLong();

  /**
   * A flood.
   *
   * @param paths asked for in turn
   * @param reads whether answers are read; otherwise they are held for as long as it lasts
   */
  HttpFlood(Target target, Tally tally, List<String> paths, boolean reads) {
    this.target = target;
    this.tally = tally;
    this.paths = List.copyOf(paths);
    this.reads = reads;
  }

  void run(int requests) {
    for (int i = 0; i < requests; i++) {
      next();
    }
    target.awaitOver();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is tallied
  private void next() {
    if (target.isOver()) {
      return;
    }
    tally.attempt();
    String path = paths.get((int) (number.getAndIncrement() % paths.size()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target.httpPort() + path))
            .timeout(PATIENCE)
            .build();
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    answer.whenCompleteAsync(
        (response, failure) -> {
          if (failure != null) {
            told("no answer");
            next();
            return;
          }
          told(String.valueOf(response.statusCode()));
          if (reads || response.statusCode() != 200) {
            drain(response);
            next();
          }
        });
  }

  private void told(String what) {
    if (!target.isOver()) {
      tally.told(what);
    }
  }

  private void drain(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      body.skipNBytes(Long.MAX_VALUE);
    } catch (IOException e) {
      // It has ended, as it must.
      return;
    }
  }
}
