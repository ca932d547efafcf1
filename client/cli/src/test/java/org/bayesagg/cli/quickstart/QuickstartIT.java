package org.bayesagg.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bayesagg.cli.Bayesagg;
import org.bayesagg.cli.server.ServerProcess;
import org.bayesagg.cli.server.ServerStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The quickstart against a real server process. */
class QuickstartIT {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final CommandLine command =
      Bayesagg.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(errors));

  @Test
  void execute_ownServer_trainsAllWaysAndLeavesNoProcess() throws IOException {
    long before = children();

    int status = command.execute("quickstart", "--seeds=1", "--epochs=2", "--output=" + directory);

    assertThat(errors.toString()).isEmpty();
    assertThat(status).isZero();
    for (Way way : Way.values()) {
      assertThat(out.toString().lines())
          .as(way.label())
          .anyMatch(line -> line.startsWith(way.label()));
    }
    assertThat(directory.resolve("curves.png")).isNotEmptyFile();
    assertThat(directory.resolve("server.log")).isNotEmptyFile();
    assertLearned(Files.readAllLines(directory.resolve("results.csv")));
    assertThat(children()).isEqualTo(before);
  }

  /** One epoch of warm-up and one on the posterior teach each way more than guessing. */
  private static void assertLearned(List<String> lines) {
    for (Way way : Way.values()) {
      assertThat(value(lines, way, 2, DigitTask.LARGER))
          .isGreaterThan(value(lines, way, 0, DigitTask.LARGER));
      assertThat(value(lines, way, 2, DigitTask.LEFT)).isGreaterThan(0.2);
      assertThat(value(lines, way, 2, DigitTask.SUM))
          .isLessThan(value(lines, way, 0, DigitTask.SUM));
    }
  }

  private static double value(List<String> lines, Way way, int epoch, DigitTask task) {
    String start = way.label() + ",1," + epoch + "," + task.id() + ",";
    String line = lines.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
  }

  @Test
  void start_mainClassFails_saysSoWithTheLog() {
    Path log = directory.resolve("server.log");
    assertThatThrownBy(() -> ServerProcess.start("org.bayesagg.cli.Missing", log))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("ended with status 1")
        .hasMessageContaining("org.bayesagg.cli.Missing");
  }

  private static long children() {
    return ProcessHandle.current().children().count();
  }
}
