package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar, as a process: everything that is found by name must still be in it. */
class RunnableJarIT {
  private static final Path JAR = Path.of("..", "client", "cli", "target", "bayesagg.jar");
  private static final Path GOLDEN =
      Path.of("..", "server", "math", "src", "test", "resources", "golden");

  @TempDir private Path folder;

  @Test
  void version_isThatOfTheBuild() throws Exception {
    Result result = run("--version");
    assertThat(result.status()).isZero();
    assertThat(result.out()).startsWith("bayesagg 0.").doesNotContain("not built");
  }

  @Test
  void conformance_findsTransportAndNatives() throws Exception {
    Result result = run("conformance", GOLDEN.resolve("mixed_utkface_shape").toString());
    assertThat(result.out()).endsWith("1 passed, 0 failed" + System.lineSeparator());
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
  }

  @Test
  void nobodyThere_isOneLineAndStatusOne() throws Exception {
    Result result = run("ping", "--target", "localhost:1", "--timeout", "2");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).startsWith("bayesagg: no answer from localhost:1");
  }

  private record Result(int status, String out, String err) {}

  private Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + command + "\n" + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
