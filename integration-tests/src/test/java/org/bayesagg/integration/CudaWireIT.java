package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bayesagg.cli.Bayesagg;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.cuda.EngineUnavailableException;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.junit.jupiter.api.Test;

/**
 * The GPU engine behind the wire. Its stand-ins, which the engine's own tests build, run the
 * kernels on the CPU here; what is served is otherwise what a GPU serves.
 */
class CudaWireIT {
  private static final Path STAND_INS =
      Path.of("..", "server", "cuda", "target", "fake-cuda").toAbsolutePath();
  private static final Path GOLDEN =
      Path.of("..", "server", "math", "src", "test", "resources", "golden");

  private static ServerConfig config(String engine) {
    assumeTrue(
        Files.exists(STAND_INS.resolve("libcuda.so.1")),
        "the stand-ins of CUDA are not built: they need g++");
    return Settings.defaults()
        .with(Setting.PORT, "0")
        .with(Setting.HTTP_PORT, "0")
        .with(Setting.EPHEMERAL, "true")
        .with(Setting.ENGINE, engine)
        .with(Setting.CUDA_LIBRARIES, STAND_INS.toString())
        .with(Setting.KERNEL_CACHE, STAND_INS.resolve("kernels").toString())
        .toConfig();
  }

  @Test
  void goldenCases_throughTheWire_allPass() throws Exception {
    try (RunningServer server = new RunningServer(config("cuda"));
        AggregationClient client = server.client()) {
      assertThat(client.serverInfo().engine()).isEqualTo("cuda");
      assertThat(client.serverInfo().engineDetail()).contains("Fake H100");
      StringWriter out = new StringWriter();
      int status =
          Bayesagg.commandLine()
              .setOut(new PrintWriter(out, true))
              .execute(
                  "conformance",
                  GOLDEN.toString(),
                  "--target",
                  "localhost:" + server.port(),
                  "--transport",
                  "unary");
      assertThat(out.toString()).endsWith(" passed, 0 failed" + System.lineSeparator());
      assertThat(status).isZero();
    }
  }

  @Test
  void start_auto_takesTheGpuWhereThereIsOne() throws Exception {
    try (RunningServer server = new RunningServer(config("auto"));
        AggregationClient client = server.client()) {
      assertThat(client.serverInfo().engine()).isEqualTo("cuda");
    }
  }

  @Test
  void start_cudaWithoutTheDevice_refusesWithTheCause() {
    ServerConfig config =
        Settings.defaults()
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0")
            .with(Setting.EPHEMERAL, "true")
            .with(Setting.ENGINE, "cuda")
            .with(Setting.CUDA_DEVICE, "1000")
            .with(Setting.CUDA_LIBRARIES, STAND_INS.toString())
            .toConfig();
    assertThatThrownBy(() -> new RunningServer(config))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith("no GPU can be used: ");
  }
}
