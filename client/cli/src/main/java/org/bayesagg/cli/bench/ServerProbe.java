package org.bayesagg.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Reads a server's metrics, where they can be reached. */
final class ServerProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI url;
  private final BooleanSupplier collectGarbage;
  private final HttpClient http;

  /**
   * A probe.
   *
   * @param url null: nothing is read
   * @param collectGarbage makes the server collect its garbage; false where that cannot be done
   */
  ServerProbe(URI url, BooleanSupplier collectGarbage) {
    this.url = url;
    this.collectGarbage = collectGarbage;
    http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  }

  /**
   * The server's memory; empty where there is no URL.
   *
   * @throws IOException if nobody answers there
   */
  Optional<Reading> read() throws IOException {
    return url == null ? Optional.empty() : Optional.of(Reading.of(page()));
  }

  /**
   * What the server holds after its garbage has been collected; empty where that cannot be known.
   *
   * @throws IOException if nobody answers
   */
  Optional<HeldMemory> held() throws IOException {
    return url == null || !collectGarbage.getAsBoolean()
        ? Optional.empty()
        : Optional.of(HeldMemory.of(page()));
  }

  /** The version of the server's JVM; empty where unknown. */
  Optional<String> javaVersion() throws IOException {
    return url == null ? Optional.empty() : page().label("jvm_info", "version");
  }

  /**
   * All that the server shows; empty where there is no URL.
   *
   * @throws IOException if nobody answers there
   */
  Optional<MetricsPage> look() throws IOException {
    return url == null ? Optional.empty() : Optional.of(page());
  }

  private MetricsPage page() throws IOException {
    try {
      var answer =
          http.send(HttpRequest.newBuilder(url).timeout(TIMEOUT).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(url + " answered with status " + answer.statusCode());
      }
      return new MetricsPage(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + url + " is read", e);
    } catch (IOException e) {
      throw new IOException("cannot read metrics of " + url + ": " + e.getMessage(), e);
    }
  }
}
