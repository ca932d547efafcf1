package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
  @ParameterizedTest
  @CsvSource({
    "--port=-1, 2, 'port: got -1, expected 0 to 65535 (from --port)'",
    "--prot=1, 2, Unknown option",
    "--config=/nonexistent/file, 1, bayesagg serve: cannot read /nonexistent/file"
  })
  void serve_wrongUsage_saysWhy(String argument, int status, String message) {
    StringWriter errors = new StringWriter();
    var command = ServeCommand.commandLine().setErr(new PrintWriter(errors));
    assertThat(command.execute(argument)).isEqualTo(status);
    assertThat(errors.toString()).contains(message);
  }

  @Test
  void serve_help_isShown() {
    StringWriter output = new StringWriter();
    var command = ServeCommand.commandLine().setOut(new PrintWriter(output));
    assertThat(command.execute("--help")).isZero();
    assertThat(output.toString())
        .contains("Usage: serve")
        .contains("--http-port=PORT")
        .contains("Default: 9464. Environment: BAYESAGG_HTTP_PORT");
  }
}
