package org.bayesagg.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.bayesagg.benchmarks.Roofs.Bandwidth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** That everything runs; nothing about time. */
class BenchmarksTest {
  private static final Pace QUICK = new Pace(0, 1, 1, 20);

  private final Roofs roofs = new Roofs(1e11, 5e10, List.of(new Bandwidth(1e6, 1e10)));

  @ParameterizedTest
  @ValueSource(strings = {"cholesky:double:8x16", "substitute:single:8x16", "gaussian:4x8x2"})
  void run_tinyCase_isMeasuredAndReported(String name) {
    BenchmarkCase tiny = BenchmarkCase.parse(name);

    Measurement measured = new CaseRunner(1).run(tiny, QUICK);

    assertThat(measured.median()).isPositive();
    assertThat(measured.ratio(roofs)).isPositive();
    assertThat(new ResultTable(roofs, List.of(measured)).grids())
        .hasSize(tiny.step() ? 2 : 1)
        .allSatisfy(grid -> assertThat(grid.text()).contains(name));
    ObjectNode json = new JsonResults(roofs, "cpu").object(List.of(measured));
    assertThat(json.at("/cases/0/case").asText()).isEqualTo(name);
    assertThat(json.at("/cases/0/ns_floor").asDouble()).isPositive();
  }

  @Test
  void list_withFilters_namesThoseAlone() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new Benchmarks()).setOut(new PrintWriter(out));

    int status = command.execute("--list", "cholesky:single", "gaussian:64x32x2");

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .hasSize(6)
        .contains("gaussian:64x32x2")
        .allMatch(line -> line.startsWith("cholesky:single") || line.startsWith("gaussian"));
  }

  @Test
  void filter_thatFitsNothing_isRefused() {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new Benchmarks()).setErr(new PrintWriter(err));

    assertThat(command.execute("nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("nonsense").contains("--list");
  }
}
