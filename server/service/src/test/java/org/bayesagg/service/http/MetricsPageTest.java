package org.bayesagg.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch enough = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  /** Takes as long as the test wants. */
  private final class Slow extends Collector {
    @Override
    public List<MetricFamilySamples> collect() {
      begun.countDown();
      await(enough);
      return List.of(
          new CounterMetricFamily("one", "First.", 1), new CounterMetricFamily("two", "Last.", 2));
    }
  }

  @BeforeEach
  void start() throws Exception {
    CollectorRegistry registry = new CollectorRegistry();
    registry.register(new Slow());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/metrics", new MetricsPage(registry, Duration.ofMillis(50)));
    server.start();
  }

  @AfterEach
  void stop() {
    enough.countDown();
    server.stop(0);
    threads.shutdown();
  }

  @Test
  void visitor_whileAnotherOnesPageIsMade_waitsAndIsSentAway() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> first = visit("", "identity");
    await(begun);

    HttpResponse<byte[]> second = visit("", "identity").get(20, TimeUnit.SECONDS);

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    enough.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(visit("", "identity").get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void page_showsWhatIsAskedFor_inTheEncodingThatIsAccepted() throws Exception {
    enough.countDown();
    HttpResponse<byte[]> all = visit("", "gzip").get(20, TimeUnit.SECONDS);
    try (InputStream plain = new GZIPInputStream(new java.io.ByteArrayInputStream(all.body()))) {
      assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
          .contains("one_total 1.0", "two_total 2.0");
    }
    byte[] some = visit("?name[]=two_total", "identity").get(20, TimeUnit.SECONDS).body();
    assertThat(new String(some, StandardCharsets.UTF_8))
        .contains("two_total 2.0")
        .doesNotContain("one_total");
  }

  private CompletableFuture<HttpResponse<byte[]>> visit(String query, String encoding) {
    URI page =
        URI.create(
            "http://127.0.0.1:"
                + server.getAddress().getPort()
                + "/metrics"
                + query.replace("[]", "%5B%5D"));
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(page).header("Accept-Encoding", encoding).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
