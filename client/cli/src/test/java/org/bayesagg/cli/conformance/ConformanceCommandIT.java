package org.bayesagg.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bayesagg.cli.Console;
import org.bayesagg.service.BayesAggServer;
import org.bayesagg.service.config.ServerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on sound and on broken copies of golden cases. */
class ConformanceCommandIT {
  private static final Path GOLDEN =
      Path.of("..", "..", "server", "math", "src", "test", "resources", "golden");

  @TempDir private Path folder;

  @Test
  void soundCases_pass() throws IOException {
    copy("gaussian_small");
    copy("masked_mixed");
    Console console = Console.run("conformance", folder.toString());
    assertThat(console.err()).isEmpty();
    assertThat(console.status()).isZero();
    assertThat(console.out().lines()).hasSize(3);
    assertThat(console.out().lines().findFirst().orElseThrow())
        .startsWith("gaussian_small  prior mean ")
        .contains("prior precision ", "posterior mean ", "gradient mean ", "gradient variance ")
        .contains("direction ", " <= 2.0e-04")
        .endsWith("  ok");
    assertThat(console.out()).contains("2 passed, 0 failed");
  }

  @Test
  void runningServer_canBeTheTarget() throws Exception {
    copy("trace_robust");
    try (BayesAggServer server = BayesAggServer.start(ServerConfig.onFreePorts())) {
      Console console =
          Console.run(
              "conformance",
              folder.resolve("trace_robust").toString(),
              "--target",
              "localhost:" + server.port(),
              "--transport",
              "stream");
      assertThat(console.status()).isZero();
      assertThat(console.out()).startsWith("trace_robust  direction ").contains(", loss ");
    }
  }

  @Test
  void everyBrokenCopy_failsAloneAndTheStatusSaysSo() throws IOException {
    copy("gaussian_small");
    shift("direction", "direction.bin");
    shift("variance", "gradient_variance_0.bin");
    shift("prior", "prior_mean_0.bin");
    shift("posterior", "posterior_mean_0.bin");
    edit("choice", "\"uncertainty_exponent\": 0.5", "\"uncertainty_exponent\": 0.6");
    edit("impossible", "\"outputs\": 3", "\"outputs\": 2");
    edit("words", "\"gaussian\"", "\"gaussish\"");
    Files.delete(copyAs("gaussian_small", "missing").resolve("features.bin"));
    Console console = Console.run("conformance", folder.toString(), "--transport", "unary");
    assertThat(console.status()).isEqualTo(1);
    assertThat(console.err()).isEmpty();
    assertThat(console.out()).endsWith("1 passed, 8 failed" + System.lineSeparator());
    assertThat(console.out().lines().filter(line -> line.endsWith("FAIL"))).hasSize(8);
    assertThat(console.out())
        .containsPattern("direction \\S+ <= 2.0e-04 \\(!\\)")
        .containsPattern("gradient variance \\S+ <= 1.0e-04 \\(!\\)")
        .containsPattern("prior mean \\S+ <= 1.0e-04 \\(!\\)")
        .containsPattern("posterior mean \\S+ <= 1.0e-04 \\(!\\)")
        .contains("the likelihood of a task is \"gaussish\"")
        .contains("features.bin");
  }

  @Test
  void folderWithoutCases_isWrongUsage() {
    assertThat(Console.run("conformance", folder.toString()).status()).isEqualTo(2);
    assertThat(Console.run("conformance", folder.resolve("none").toString()).status()).isEqualTo(2);
  }

  private Path copy(String name) throws IOException {
    return copyAs(name, name);
  }

  private Path copyAs(String name, String copy) throws IOException {
    Path target = Files.createDirectories(folder.resolve(copy));
    try (Stream<Path> files = Files.list(GOLDEN.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  /** A copy whose one array is off by 0.1% of its largest value in one place. */
  private void shift(String copy, String array) throws IOException {
    Path file = copyAs("gaussian_small", copy).resolve(array);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int largest = 0;
    for (int i = 0; i < bytes.capacity() / 8; i++) {
      if (Math.abs(bytes.getDouble(8 * i)) > Math.abs(bytes.getDouble(8 * largest))) {
        largest = i;
      }
    }
    bytes.putDouble(8 * largest, bytes.getDouble(8 * largest) * 1.001);
    Files.write(file, bytes.array());
  }

  private void edit(String copy, String from, String to) throws IOException {
    Path file = copyAs("gaussian_small", copy).resolve("case.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
