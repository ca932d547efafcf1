package org.bayesagg.faults.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a server shows at {@code /metrics}. */
public final class Metrics {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String page;

  private Metrics(String page) {
    this.page = page;
  }

  /** Reads the page. */
  public static Metrics of(ServerNode server) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.metricsUrl())).timeout(TIMEOUT).build();
    try {
      return new Metrics(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * The sum of all lines that begin so; 0 where there is none.
   *
   * @param series the name with all or the first of its labels
   */
  public double sum(String series) {
    return page.lines()
        .filter(line -> line.startsWith(series) && " {".indexOf(end(line, series)) >= 0)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static char end(String line, String series) {
    return series.endsWith("}") || series.contains("{") ? ' ' : line.charAt(series.length());
  }
}
