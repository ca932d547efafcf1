package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bayesagg.cli.Bayesagg;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every golden case through the wire. */
class ConformanceIT {
  private static final Path GOLDEN =
      Path.of("..", "server", "math", "src", "test", "resources", "golden");

  @ParameterizedTest
  @ValueSource(strings = {"unary", "stream"})
  void goldenCases_allPass(String transport) throws Exception {
    List<Path> cases;
    try (Stream<Path> entries = Files.list(GOLDEN)) {
      cases = entries.filter(entry -> Files.exists(entry.resolve("case.json"))).toList();
    }
    assertThat(cases).hasSizeGreaterThan(20);
    StringWriter out = new StringWriter();
    int status =
        Bayesagg.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute("conformance", GOLDEN.toString(), "--transport", transport);
    assertThat(out.toString().lines().toList())
        .hasSize(cases.size() + 1)
        .endsWith(cases.size() + " passed, 0 failed");
    assertThat(status).isZero();
  }
}
