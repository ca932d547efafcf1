package org.bayesagg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bayesagg.cli.Console;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.service.BayesAggServer;
import org.bayesagg.service.config.ServerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against real servers, for moments. */
class BenchCommandIT {
  private static BayesAggServer server;
  private static String target;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws Exception {
    server = BayesAggServer.start(ServerConfig.onFreePorts());
    target = "localhost:" + server.port();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void ownServer_yardstickAndPlot_areInTheReport() throws IOException {
    Path script = directory.resolve("yardstick.sh");
    Files.writeString(script, "echo '{\"median_ms\": 1000, \"min_ms\": 900}'\n");
    long before = ProcessHandle.current().children().count();
    JsonNode list =
        bench(
            "gaussian:16x8x2",
            "gaussian:16x8x2+bernoulli:16x8x3",
            "--yardstick",
            "sh " + script,
            "--plot",
            directory.resolve("bench.png").toString());
    assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    assertThat(list.size()).isEqualTo(2);
    JsonNode first = list.get(0);
    assertThat(first.get("shape").asText()).isEqualTo("gaussian:16x8x2");
    assertThat(first.get("remote_ms_p50").asDouble()).isBetween(1e-3, 1000.0);
    assertThat(first.get("ratio").asDouble())
        .isCloseTo(first.get("remote_ms_p50").asDouble() / 1000, within(1e-5));
    assertThat(first.get("steps").asLong()).isGreaterThanOrEqualTo(2 * 15);
    assertThat(first.get("server_ms_moments").asDouble()).isPositive();
    assertThat(first.get("server_rss_bytes").asDouble()).isGreaterThan(1e7);
    assertThat(first.get("server_allocated_bytes_per_step").asDouble()).isNotNegative();
    assertThat(first.get("server_engine").asText()).contains("OpenBLAS");
    assertThat(list.get(1).get("ratio").isNull()).isTrue();
    assertThat(directory.resolve("bench.png")).isNotEmptyFile();
  }

  @Test
  void target_openLoopOfSeveralWorkers_leavesNoSession() throws IOException {
    JsonNode object =
        bench(
                "robust-categorical:16x8x3",
                "--target",
                target,
                "--sessions=2",
                "--workers=2",
                "--rate=200",
                "--transport=stream",
                "--dtype=bf16",
                "--refresh-interval=4")
            .get(0);
    assertThat(object.get("steps").asLong()).isEqualTo(2 * 40);
    assertThat(object.get("server_rss_bytes").isNull()).isTrue();
    try (AggregationClient client = AggregationClient.connect(target)) {
      assertThat(client.sessions()).isEmpty();
    }
  }

  @Test
  void counted_cycle_sharesTheStepsAndShowsGrowth() throws IOException {
    JsonNode list =
        bench(
            "gaussian:16x8x2",
            "robust-bernoulli:12x4x3",
            "--target",
            target,
            "--metrics",
            "http://localhost:" + server.httpPort() + "/metrics",
            "--cycle",
            "--steps=100");
    assertThat(list.get(0).get("steps").asLong() + list.get(1).get("steps").asLong())
        .isEqualTo(100);
    assertThat(list.get(1).get("steps").asLong()).isEqualTo(50);
    for (int percent : Segment.PERCENTS) {
      String name = "server_rss_bytes_at_" + percent + "_percent";
      assertThat(list.get(0).get(name).asDouble()).as(name).isGreaterThan(1e7);
    }
  }

  @Test
  void overload_ownServer_showsPeakAndGoodputOfEachLoad() {
    Console console =
        Console.run(
            "bench",
            "gaussian:16x8x2",
            "--overload",
            "--rounds=1",
            "--sessions=2",
            "--workers=2",
            "--duration=0.5",
            "--warmup=0.5",
            "--deadline=0.5");
    assertThat(console.err()).isEmpty();
    assertThat(console.status()).isZero();
    assertThat(console.out()).contains("peak", "1 x", "2 x", "3 x", "goodput of the peak");
  }

  @Test
  void refusedSession_isOneLine() {
    Console console =
        Console.run("bench", "categorical:8x512x300", "--target", target, "--warmup=0");
    assertThat(console.status()).isEqualTo(1);
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err()).startsWith("bayesagg: ");
  }

  private JsonNode bench(String... arguments) throws IOException {
    Path json = directory.resolve("bench.json");
    String[] all = new String[arguments.length + 7];
    all[0] = "bench";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--rounds=2";
    all[arguments.length + 2] = "--duration=0.2";
    all[arguments.length + 3] = "--warmup=0";
    all[arguments.length + 4] = "--json";
    all[arguments.length + 5] = json.toString();
    all[arguments.length + 6] = "--prime=0";
    Console console = Console.run(all);
    assertThat(console.err()).isEmpty();
    assertThat(console.status()).isZero();
    assertThat(console.out()).contains("SHAPE", "wrote ");
    return new ObjectMapper().readTree(json.toFile());
  }
}
