package org.bayesagg.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bayesagg.service.access.Access;
import org.junit.jupiter.api.Test;

class MonitoringServerTest {
  @Test
  void serves_metricsAndProbes() throws IOException, InterruptedException {
    CollectorRegistry registry = new CollectorRegistry();
    Counter.build("bayesagg_example_total", "An example.").register(registry).inc(3);
    AtomicBoolean ready = new AtomicBoolean();
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MonitoringServer server =
        new MonitoringServer(
            anywhere,
            Optional.empty(),
            () -> Access.OPEN,
            registry,
            ready::get,
            Optional.empty())) {
      assertThat(get(server, "/metrics").body()).contains("bayesagg_example_total 3.0");
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
      ready.set(true);
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(server, "/readyz").body()).isEqualTo("ready\n");
    }
  }

  private static HttpResponse<String> get(MonitoringServer server, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
