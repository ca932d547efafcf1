package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live page's events, of a real server. */
class LivePageIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ServerFixture fixture;
  private int step;

  @BeforeEach
  void start() {
    fixture = new ServerFixture(ServerConfig.onFreePorts());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void overview_followsTheSessions() throws Exception {
    try (Events events = new Events("overview")) {
      assertThat(events.await("overview", all -> true).get("sessions")).isEmpty();
      Session session = create();
      step(session);
      JsonNode all = events.await("overview", event -> event.at("/sessions/0/steps").asInt() == 1);
      JsonNode row = all.at("/sessions/0");
      assertThat(row.get("id").asText()).isEqualTo("run");
      assertThat(row.get("preset").asText()).isEqualTo("ROBUST");
      assertThat(row.get("phase").asText()).isEqualTo("WARMUP");
      assertThat(row.get("workers").asInt()).isEqualTo(1);
      assertThat(row.at("/latency_ms/p50").asDouble()).isPositive();
      assertThat(all.at("/server/engine").asText()).isEqualTo("cpu");
      assertThat(all.at("/server/footprint_bytes").asLong()).isPositive();
    }
  }

  @Test
  void session_showsWhatTheAlgorithmDoes() throws Exception {
    Session session = create();
    try (Events events = new Events("session?id=run")) {
      JsonNode first = events.await("history", all -> true);
      assertThat(first.at("/tasks/2/likelihood").asText()).isEqualTo("CATEGORICAL");
      assertThat(first.get("cosine").isNull()).isTrue();
      step(session);
      finishEpoch(session);
      JsonNode shown =
          events.await(
              "detail",
              event -> {
                step(session);
                return !event.get("cosine").isNull() && event.get("calibration").size() == 3;
              });
      for (int task = 0; task < 3; task++) {
        JsonNode row = shown.at("/cosine/matrix/" + task);
        assertThat(row.get(task).asDouble()).isEqualTo(1, within(1e-6));
      }
      assertThat(shown.at("/calibration/0/kind").asText()).isEqualTo("INTERVAL");
      assertThat(shown.at("/calibration/1/kind").asText()).isEqualTo("PROBABILITY");
      JsonNode points =
          events.await(
              "detail",
              event -> {
                step(session);
                return !event.at("/points/time").isEmpty();
              });
      double shares = 0;
      for (JsonNode task : points.at("/points/weight_share")) {
        shares += task.get(0).asDouble();
      }
      assertThat(shares).isEqualTo(1, within(1e-3));
      assertThat(points.at("/workers/0/name").asText()).isEqualTo("w0");
      var unused =
          fixture
              .blocking()
              .deleteSession(DeleteSessionRequest.newBuilder().setSessionId("run").build());
      events.await("gone", event -> true);
    }
  }

  @Test
  void unknownSession_isGone() throws Exception {
    try (Events events = new Events("session?id=none")) {
      events.await("gone", event -> true);
    }
  }

  @Test
  void page_isServedWithItsPolicy() throws Exception {
    HttpResponse<String> page = fixture.http("/live/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'self'");
    assertThat(page.body()).contains("<title>");
    assertThat(fixture.http("/live/..%2fLivePage.class").statusCode()).isEqualTo(404);
    assertThat(fixture.http("/live/none.js").statusCode()).isEqualTo(404);
  }

  @Test
  void nameFromElsewhere_isNotAnswered() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.server.httpPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /live/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 421");
    }
  }

  @Test
  void off_isNotServed() throws Exception {
    try (ServerFixture without =
        new ServerFixture(
            Settings.defaults()
                .with(Setting.EPHEMERAL, "true")
                .with(Setting.PORT, "0")
                .with(Setting.HTTP_PORT, "0")
                .with(Setting.LIVE_PAGE, "off")
                .toConfig())) {
      assertThat(without.http("/live/overview").body()).doesNotContain("event:");
    }
  }

  private Session create() {
    return fixture
        .blocking()
        .createSession(
            CreateSessionRequest.newBuilder()
                .setSessionId("run")
                .setConfig(Examples.config())
                .build())
        .getSession();
  }

  private void step(Session session) {
    var unused =
        fixture
            .blocking()
            .aggregate(
                Examples.request()
                    .setSessionId("run")
                    .setFingerprint(session.getFingerprint())
                    .setWorker("w0")
                    .setEpoch(step == 0 ? 0 : 1)
                    .setStep(step++)
                    .build());
  }

  private void finishEpoch(Session session) {
    var unused =
        fixture
            .blocking()
            .finishEpoch(
                org.bayesagg.v1.FinishEpochRequest.newBuilder()
                    .setSessionId("run")
                    .setFingerprint(session.getFingerprint())
                    .setWorker("w0")
                    .setEpoch(0)
                    .build());
  }

  /** A reader of server-sent events. */
  private final class Events implements AutoCloseable {
    private final InputStream stream;
    private final BufferedReader lines;

    Events(String path) throws IOException, InterruptedException {
      URI uri = URI.create("http://127.0.0.1:" + fixture.server.httpPort() + "/live/" + path);
      stream =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream())
              .body();
      lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The next event of that name that is as asked; there is one a second. */
    JsonNode await(String name, Predicate<JsonNode> condition) throws IOException {
      for (int i = 0; i < 30; i++) {
        String event = lines.readLine();
        String data = lines.readLine();
        assertThat(lines.readLine()).isEmpty();
        JsonNode json = JSON.readTree(data.substring("data: ".length()));
        if (event.equals("event: " + name) && condition.test(json)) {
          return json;
        }
      }
      throw new AssertionError("no such event");
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
